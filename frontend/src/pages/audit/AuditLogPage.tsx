/** Who did what in the team, when and from where; owners read it and take it along. */
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { membersQuery } from "@/api/queries";
import { AuditEvents } from "@/entities/audit/AuditEvents";
import { TEAM_ACTIONS } from "@/entities/audit/auditActions";
import type { Filter } from "@/ui/filterTypes";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { type ListParams, useListParams } from "@/ui/useListParams";
import { auditDownloadUrl } from "./auditLogDownload";
import { auditEventsQuery } from "./queries";

export default function AuditLogPage() {
  const { team } = useParams({ from: "/app/t/$team/settings/audit" });
  const params = useListParams();
  const query = useQuery(auditEventsQuery(team, params.query));
  const filters = useAuditFilterDefinitions(team);
  const count = query.data?.count;
  return (
    <Page title="Audit log">
      <PageHeader
        title="Audit log"
        meta={count !== undefined && `${count.toLocaleString("en-US")} events`}
        description="Changes of the team, its members and its models. Entries cannot be changed or deleted."
        actions={count ? <Downloads team={team} params={params} /> : null}
      />
      <AuditEvents
        label="Audit log"
        query={query}
        params={params}
        filters={filters}
        empty="Changes of roles, invitations, models and settings will be listed here."
      />
    </Page>
  );
}

function useAuditFilterDefinitions(team: string): Filter[] {
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
