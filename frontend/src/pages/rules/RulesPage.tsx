/** Every rule that speaks for this team: the library's and the team's own. */
import { IconBook2, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { catalogueQuery, teamQuery } from "@/api/queries";
import { SeverityIcon } from "@/entities/badges/SeverityBadge";
import { useKindNames } from "@/entities/badges/useKindNames";
import { ORIGINS } from "@/entities/badges/WrittenByTeamTag";
import { SEVERITIES, severityLabel } from "@/model/graph/severity";
import { byRules, categoriesOf } from "@/model/labels/categories";
import { hasRole } from "@/session/roles";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { useListParams } from "@/ui/useListParams";
import { rulesQuery } from "./queries";
import { ruleColumns } from "./ruleColumns";

export default function RulesPage() {
  const { team } = useParams({ from: "/app/t/$team/rules" });
  const navigate = useNavigate();
  const role = useQuery(teamQuery(team)).data?.role;
  const params = useListParams({ ordering: "-fired", pageSize: 100 });
  const query = useQuery(rulesQuery(team, params.query));
  const kindNames = useKindNames();
  const columns = useMemo(() => ruleColumns(team, kindNames), [team, kindNames]);
  const filters = useRuleFilterDefinitions();
  const count = query.data?.count;
  return (
    <Page title="Rules">
      <PageHeader
        title="Rules"
        meta={
          count !== undefined &&
          `${count.toLocaleString("en-US")} ${params.narrowed ? "matching" : "total"}`
        }
        description="What Bulkhead looks for. A rule raises a threat only where facts support it, and asks where one is missing."
        actions={
          hasRole(role, "approver") && (
            <LinkButton
              to="/t/$team/rules/new"
              params={{ team }}
              leftSection={<IconPlus size={16} aria-hidden="true" />}
            >
              New rule
            </LinkButton>
          )
        }
      />
      <FilterBar params={params} filters={filters} searchLabel="Search rules" />
      <DataTable
        label="Rules"
        columns={columns}
        query={query}
        params={params}
        rowKey={(rule) => rule.id}
        onOpen={(rule) =>
          void navigate({ to: "/t/$team/rules/$rule", params: { team, rule: rule.id } })
        }
        empty={
          <EmptyState icon={<IconBook2 size={20} />} title="No rules">
            The library of this installation is empty.
          </EmptyState>
        }
      />
    </Page>
  );
}

function useRuleFilterDefinitions(): Filter[] {
  const catalogue = useQuery(catalogueQuery()).data;
  const kinds = catalogue?.kinds ?? [];
  const sources = catalogue?.reference_sources ?? [];
  const methods = byRules(catalogue?.methods ?? []);
  return [
    {
      id: "severity",
      label: "Severity",
      options: SEVERITIES.map((severity) => ({
        value: severity,
        label: severityLabel(severity),
        icon: <SeverityIcon severity={severity} size={11} />,
      })),
    },
    {
      id: "kind",
      label: "Applies to",
      options: [
        ...kinds.map(({ id, label }) => ({ value: id, label })),
        { value: "flow", label: "Data flow" },
      ],
    },
    {
      id: "method",
      label: "Method",
      options: methods.map(({ id, name }) => ({ value: id, label: name })),
    },
    {
      id: "category",
      label: "Category",
      options: categoriesOf(methods).map(({ id, label }) => ({
        value: id,
        label,
      })),
    },
    {
      id: "reference",
      label: "Reference",
      options: sources.map(({ id, label }) => ({ value: id, label })),
    },
    { id: "origin", label: "Origin", options: ORIGINS },
  ];
}
