/** Every control that this team can apply: the library's and the team's own. */
import { IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { catalogueQuery, teamQuery } from "@/api/queries";
import { ORIGINS } from "@/entities/badges/WrittenByTeamTag";
import { controlsQuery } from "@/entities/controls/queries";
import { CATEGORY_CHOICES, STAGE_CHOICES } from "@/model/labels/controls";
import { hasRole } from "@/session/roles";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { controlColumns } from "./controlColumns";

export default function ControlsPage() {
  const { team } = useParams({ from: "/app/t/$team/controls" });
  const navigate = useNavigate();
  const params = useListParams({ ordering: "-mitigations", pageSize: 100 });
  const query = useQuery(controlsQuery(team, params.query));
  const columns = useMemo(() => controlColumns(team), [team]);
  const filters = useControlFilterDefinitions();
  const count = query.data?.count;
  return (
    <Page title="Controls">
      <PageHeader
        title="Controls"
        meta={
          count !== undefined &&
          `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
        }
        description="What helps against threats: how to do it, and how to verify that it was done. A mitigation applies one to a model."
        actions={<NewControl team={team} />}
      />
      <FilterBar params={params} filters={filters} searchLabel="Search controls" />
      <DataTable
        label="Controls"
        columns={columns}
        query={query}
        params={params}
        rowKey={(control) => control.id}
        onOpen={(control) =>
          void navigate({
            to: "/t/$team/controls/$control",
            params: { team, control: control.id },
          })
        }
        empty={
          <EmptyState icon={<IconShieldCheck size={20} />} title="No controls">
            The library of this installation is empty.
          </EmptyState>
        }
      />
    </Page>
  );
}

function NewControl({ team }: { team: string }) {
  const role = useQuery(teamQuery(team)).data?.role;
  if (!hasRole(role, "approver")) return null;
  return (
    <LinkButton
      to="/t/$team/controls/new"
      params={{ team }}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      New control
    </LinkButton>
  );
}

function useControlFilterDefinitions(): Filter[] {
  const sources = useQuery(catalogueQuery()).data?.reference_sources ?? [];
  return [
    { id: "category", label: "Category", options: CATEGORY_CHOICES },
    { id: "lifecycle", label: "Stage", options: STAGE_CHOICES },
    {
      id: "reference",
      label: "Reference",
      options: sources.map(({ id, label }) => ({ value: id, label })),
    },
    { id: "origin", label: "Origin", options: ORIGINS },
  ];
}
