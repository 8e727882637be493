/** Every acceptance of risk of the team, over all its models: what one is to decide first. */
import { IconFileCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Suspense, useMemo } from "react";
import { teamQuery } from "@/api/queries";
import type { Acceptance } from "@/api/types";
import {
  type AcceptanceQuery,
  TEAM_EVERY_MS,
  teamAcceptancesQuery,
} from "@/entities/acceptances/queries";
import { hasRole } from "@/session/roles";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { acceptanceColumns } from "./acceptanceColumns";
import { DecideBar } from "./DecideBar";
import { useAcceptanceFilterDefinitions } from "./useAcceptanceFilterDefinitions";
import { useAcceptanceSelection } from "./useAcceptanceSelection";

const AcceptanceDrawer = lazyWithRetry(() => import("@/entities/acceptances/AcceptanceDrawer"));

const KEPT = ["open", "in"];

export default function AcceptancesPage() {
  const { team } = useParams({ from: "/app/t/$team/acceptances" });
  const approver = hasRole(useQuery(teamQuery(team)).data?.role, "approver");
  const params = useListParams({ keep: KEPT });
  const query = useQuery(teamAcceptancesQuery(team, params.query as AcceptanceQuery));
  const filters = useAcceptanceFilterDefinitions(team, query.data?.facets);
  const selection = useAcceptanceSelection(query.data?.results);
  const columns = useMemo(
    () => acceptanceColumns(approver ? selection : null),
    [approver, selection],
  );
  const [address, setAddress] = useSearchParams();
  const opened = Number(address.open) || null;
  const show = (row: Acceptance | null): void =>
    setAddress((now) => ({
      ...now,
      open: row ? String(row.number) : undefined,
      in: row ? row.model.id : undefined,
    }));
  const count = query.data?.count;
  return (
    <Page title="Accepted risks">
      <PageHeader
        title="Accepted risks"
        meta={
          count !== undefined &&
          `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
        }
        description="Requests to accept risk and the decisions about them, over all models. Accepted risk still counts as risk."
      />
      <FilterBar params={params} filters={filters} searchLabel="Search threat, model or person" />
      <DecideBar team={team} selection={selection} />
      <DataTable<Acceptance>
        label="Accepted risks"
        columns={columns}
        query={query}
        params={params}
        rowKey={(one) => one.id}
        onOpen={show}
        empty={<NoAcceptances team={team} />}
      />
      {opened !== null && (
        <Suspense>
          <AcceptanceDrawer
            team={team}
            model={String(address.in ?? "")}
            number={opened}
            pollMs={TEAM_EVERY_MS}
            onClose={() => show(null)}
          />
        </Suspense>
      )}
    </Page>
  );
}

function NoAcceptances({ team }: { team: string }) {
  return (
    <EmptyState
      icon={<IconFileCheck size={20} />}
      title="No accepted risks"
      action={
        <LinkButton to="/t/$team" params={{ team }}>
          Show models
        </LinkButton>
      }
    >
      Where a risk has to be borne for a while, request its acceptance on the page of the threat. An
      approver decides, until a day.
    </EmptyState>
  );
}
