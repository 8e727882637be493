/** The models of a portfolio with their newest figures. */
import { IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { PortfolioModel } from "@/api/types";
import { SeverityBar } from "@/entities/badges/SeverityBar";
import { totalCount } from "@/model/graph/severity";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import { TargetLink } from "./charts/ChartTable";
import { atRiskOf, type FigureId, figureOf, written } from "./figures";
import { figureTarget, type Scope } from "./figureTargets";
import classes from "./posture.module.css";
import { type PortfolioQuery, portfolioQuery } from "./queries";
import { usePortfolioFilterDefinitions } from "./usePortfolioFilterDefinitions";

const KEPT = ["tab", "range", "from", "to"];

export function PortfolioModels({ scope }: { scope: Scope & { kind: "portfolio" } }) {
  const navigate = useNavigate();
  const params = useListParams({ ordering: "-at_risk", keep: KEPT });
  const asked = scope.team ? { ...params.query, team: scope.team } : params.query;
  const query = useQuery(portfolioQuery(asked as PortfolioQuery));
  const filters = usePortfolioFilterDefinitions(scope);
  const columns = useMemo(() => portfolioColumns(scope.team === undefined), [scope.team]);
  return (
    <>
      <FilterBar params={params} filters={filters} searchLabel="Search models" />
      <DataTable<PortfolioModel>
        label="Models of the portfolio"
        columns={columns}
        query={query}
        params={params}
        rowKey={(model) => model.id}
        onOpen={(model) => void navigate({ to: "/m/$model/posture", params: { model: model.id } })}
        empty={
          <EmptyState icon={<IconSitemap size={20} />} title="No models">
            Models of your teams are listed here with their figures.
          </EmptyState>
        }
      />
    </>
  );
}

const FIGURE_COLUMNS: readonly { id: FigureId; sort?: string; from?: "md" | "lg" }[] = [
  { id: "accepted", sort: "accepted", from: "md" },
  { id: "overdue", sort: "overdue" },
  { id: "expiring", sort: "expiring", from: "lg" },
  { id: "coverage", from: "lg" },
  { id: "jewels_reached", sort: "jewels_reached", from: "md" },
];

function portfolioColumns(withTeam: boolean): Column<PortfolioModel>[] {
  const team: Column<PortfolioModel> = {
    id: "team",
    header: "Team",
    sort: "team",
    cell: (model) => model.team.name,
  };
  return [
    {
      id: "name",
      header: "Model",
      sort: "name",
      card: "title",
      cell: (model) => (
        <Link to="/m/$model/posture" params={{ model: model.id }}>
          {model.name}
        </Link>
      ),
    },
    ...(withTeam ? [team] : []),
    {
      id: "at_risk",
      header: "At risk",
      sort: "at_risk",
      width: "20%",
      cell: (model) => <AtRisk model={model} />,
    },
    ...FIGURE_COLUMNS.map(
      ({ id, sort, from }): Column<PortfolioModel> => ({
        id,
        header: SHORT[id] ?? figureOf(id).label,
        width: "112px",
        align: "end",
        from,
        ...(sort && { sort }),
        cell: (model) => <FigureLink model={model} id={id} />,
      }),
    ),
  ];
}

const SHORT: Partial<Record<FigureId, string>> = {
  accepted: "Accepted",
  overdue: "Overdue",
  expiring: "Expiring",
  jewels_reached: "Jewels reached",
};

function AtRisk({ model }: { model: PortfolioModel }) {
  if (!model.figures) return <span className={classes.muted}>No figures yet</span>;
  const counts = atRiskOf(model.figures);
  return totalCount(counts) > 0 ? <SeverityBar counts={counts} numbers /> : "None";
}

function FigureLink({ model, id }: { model: PortfolioModel; id: FigureId }) {
  const figure = figureOf(id);
  const value = model.figures ? figure.value(model.figures) : null;
  if (!value) return <span className={classes.muted}>{written(value, figure.unit)}</span>;
  const target = figureTarget(id, { kind: "model", model: model.id, team: model.team.id });
  const text = written(value, figure.unit);
  return target ? <TargetLink target={target}>{text}</TargetLink> : text;
}
