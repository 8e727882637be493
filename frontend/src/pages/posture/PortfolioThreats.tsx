/** The threats of all models of a portfolio: the list behind its figures. */
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PortfolioThreat } from "@/api/types";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { StatusBadge } from "@/entities/badges/StatusBadge";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { DueCounter } from "@/entities/threats/DueCounter";
import {
  APPETITE_FILTER,
  DUE_FILTER,
  levelFilters,
  periodFilters,
} from "@/entities/threats/threatFilters";
import { SEVERITIES, SEVERITY_LABELS } from "@/model/graph/severity";
import { THREAT_STATUS_ORDER, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import type { Scope } from "./figureTargets";
import classes from "./posture.module.css";
import { type PortfolioThreatQuery, portfolioThreatsQuery } from "./queries";

const KEPT = ["tab", "range", "from", "to"];

const FILTERS: readonly Filter[] = [
  {
    id: "severity",
    label: "Severity",
    options: SEVERITIES.map((value) => ({ value, label: SEVERITY_LABELS[value] })),
  },
  {
    id: "status",
    label: "Status",
    options: THREAT_STATUS_ORDER.map((value) => ({ value, label: THREAT_STATUSES[value].label })),
  },
  {
    id: "owner",
    label: "Owner",
    options: [
      { value: "me", label: "Me" },
      { value: "none", label: "No owner" },
    ],
  },
  DUE_FILTER,
  APPETITE_FILTER,
];

interface PortfolioThreatsProps {
  scope: Scope & { kind: "portfolio" };
}

export function PortfolioThreats({ scope }: PortfolioThreatsProps) {
  const navigate = useNavigate();
  const params = useListParams({ ordering: "-score", keep: KEPT });
  const asked = scope.team ? { ...params.query, team: scope.team } : params.query;
  const query = useQuery(portfolioThreatsQuery(asked as PortfolioThreatQuery));
  const columns = useMemo(() => threatColumns(scope.team === undefined), [scope.team]);
  return (
    <>
      <FilterBar params={params} filters={useFilters()} searchLabel="Search threats" />
      <DataTable<PortfolioThreat>
        label="Threats of all models"
        columns={columns}
        query={query}
        params={params}
        rowKey={(threat) => `${threat.model.id} ${threat.number}`}
        onOpen={(threat) => void navigate(placeOf(threat))}
        empty={
          <EmptyState icon={<IconShieldCheck size={20} />} title="No threats">
            Threats of the models of your teams are listed here.
          </EmptyState>
        }
      />
    </>
  );
}

const placeOf = ({ model, number }: PortfolioThreat) =>
  ({
    to: "/m/$model/threats/$number",
    params: { model: model.id, number: String(number) },
  }) as const;

/** With chips for what only figures lead to: days, levels, rules, and the lack of a mitigation. */
function useFilters(): Filter[] {
  const [search] = useSearchParams();
  return useMemo(() => {
    const chip = (id: string, label: string, shown: (value: string) => string): Filter[] => {
      const values = [search[id] ?? []].flat().map(String);
      const options = values.map((value) => ({ value, label: shown(value) }));
      return values.length > 0 ? [{ id, label, options }] : [];
    };
    return [
      ...FILTERS,
      ...chip("rule", "Rule", (value) => value),
      ...chip("mitigation", "Mitigation", () => "None"),
      ...periodFilters(search),
      ...levelFilters(search),
    ];
  }, [search]);
}

function threatColumns(withTeam: boolean): Column<PortfolioThreat>[] {
  return [
    {
      id: "severity",
      header: "Severity",
      sort: "severity",
      width: "104px",
      cell: (threat) => (
        <span>
          <SeverityBadge severity={threat.severity} />
        </span>
      ),
    },
    {
      id: "title",
      header: "Threat",
      sort: "title",
      card: "title",
      cell: (threat) => (
        <>
          <Link {...placeOf(threat)}>
            T{threat.number} {threat.title}
          </Link>
          {threat.subject && <div className={classes.subject}>{threat.subject}</div>}
        </>
      ),
    },
    {
      id: "model",
      header: "Model",
      sort: "model",
      width: "200px",
      cell: ({ model, team }) => (
        <span className={classes.place}>
          {model.name}
          {withTeam && <span className={classes.muted}>{team.name}</span>}
        </span>
      ),
    },
    {
      id: "status",
      header: "Status",
      width: "124px",
      cell: (threat) => <StatusBadge status={threat.status} />,
    },
    {
      id: "owner",
      header: "Owner",
      sort: "owner",
      width: "68px",
      from: "md",
      cell: (threat) => threat.owner && <PersonAvatar person={threat.owner} />,
    },
    {
      id: "due",
      header: "Due",
      width: "132px",
      from: "sm",
      cell: (threat) => <DueCounter threat={threat} />,
    },
  ];
}
