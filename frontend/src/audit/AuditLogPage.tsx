/** Who did what in the team, when and from where; owners read it and take it along. */
import { Button } from "@mantine/core";
import { IconDownload, IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { membersQuery } from "../api/queries";
import { DataTable } from "../ui/DataTable";
import { EmptyState } from "../ui/EmptyState";
import { type Filter, FilterBar } from "../ui/FilterBar";
import { Page } from "../ui/Page";
import { PageHeader } from "../ui/PageHeader";
import { type ListParams, useListParams } from "../ui/useListParams";
import { TEAM_ACTIONS } from "./actions";
import { AUDIT_COLUMNS } from "./auditColumns";
import { DayFilter } from "./DayFilter";
import { auditDownloadUrl } from "./download";
import { auditEventsQuery } from "./queries";

export default function AuditLogPage() {
  const { team } = useParams({ from: "/app/t/$team/settings/audit" });
  const params = useListParams();
  const query = useQuery(auditEventsQuery(team, params.query));
  const filters = useAuditFilters(team);
  const count = query.data?.count;
  return (
    <Page title="Audit log">
      <PageHeader
        title="Audit log"
        meta={count !== undefined && `${count.toLocaleString("en-US")} events`}
        description="Changes of the team, its members and its models. Entries cannot be changed or deleted."
        actions={count ? <Downloads team={team} params={params} /> : null}
      />
      <FilterBar params={params} filters={filters} searchLabel="Search who, what or address">
        <DayFilter id="since" label="From" params={params} />
        <DayFilter id="until" label="To" params={params} />
      </FilterBar>
      <DataTable
        label="Audit log"
        columns={AUDIT_COLUMNS}
        query={query}
        params={params}
        rowKey={(event) => event.id}
        empty={
          <EmptyState icon={<IconHistory size={20} />} title="No events yet">
            Changes of roles, invitations, models and settings will be listed here.
          </EmptyState>
        }
      />
    </Page>
  );
}

function useAuditFilters(team: string): Filter[] {
  const members = useQuery(membersQuery(team)).data?.results;
  return useMemo(
    () => [
      { id: "action", label: "Action", options: TEAM_ACTIONS },
      {
        id: "actor",
        label: "Person",
        single: true,
        options: (members ?? []).map(({ user }) => ({
          value: user.id,
          label: user.name || user.email,
        })),
      },
    ],
    [members],
  );
}

function Downloads({ team, params }: { team: string; params: ListParams }) {
  return (["csv", "json"] as const).map((type) => (
    <Button
      key={type}
      component="a"
      variant="default"
      href={auditDownloadUrl(team, type, params)}
      download
      leftSection={<IconDownload size={16} aria-hidden="true" />}
    >
      Download {type.toUpperCase()}
    </Button>
  ));
}
