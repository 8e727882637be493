/** The models by tag, owner or folder with their newest figures; each leads to its models. */
import { SegmentedControl } from "@mantine/core";
import { IconTags } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import type { ModelGroup } from "@/api/types";
import { SeverityBar } from "@/entities/badges/SeverityBar";
import { totalCount } from "@/model/graph/severity";
import { DataTable, type ListQuery } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { firstOf } from "@/ui/searchParams";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { TargetLink } from "./charts/ChartTable";
import { atRiskOf, type FigureId, figureOf, written } from "./figures";
import type { Scope, Target } from "./figureTargets";
import { GROUPINGS, type Grouping, groupingOf, groupName, groupTarget } from "./groupings";
import classes from "./posture.module.css";
import { modelGroupsQuery } from "./queries";

const KEPT = ["tab", "range", "from", "to", "by"];
const ALL_ROWS = 100_000;

interface ModelGroupsProps {
  scope: Scope & { kind: "portfolio" };
}

export function ModelGroups({ scope }: ModelGroupsProps) {
  const [search, setSearch] = useSearchParams();
  const by = groupingOf(firstOf(search as never, "by"));
  const params = useListParams({ keep: KEPT, pageSize: ALL_ROWS });
  const groups = useQuery(modelGroupsQuery(scope, by));
  const columns = useMemo(() => groupColumns(by, scope), [by, scope]);
  return (
    <>
      <div className={classes.groupBar}>
        <SegmentedControl
          size="sm"
          aria-label="Models by"
          value={by}
          onChange={(next) =>
            setSearch((now) => ({ ...now, by: next === "tag" ? undefined : next }), {
              replace: true,
            })
          }
          data={Object.entries(GROUPINGS).map(([value, { label }]) => ({ value, label }))}
        />
      </div>
      <DataTable<ModelGroup>
        label={`Models by ${GROUPINGS[by].label.toLowerCase()}`}
        columns={columns}
        query={asList(groups)}
        params={params}
        rowKey={(group) => group.key ?? ""}
        empty={
          <EmptyState icon={<IconTags size={20} />} title="No models">
            Models of your teams are summed here by tag, owner and folder.
          </EmptyState>
        }
      />
    </>
  );
}

function asList(groups: {
  data: ModelGroup[] | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}): ListQuery<ModelGroup> {
  const { data, error, isPending, refetch } = groups;
  const page = data && { count: data.length, next: null, previous: null, results: data };
  return { data: page, error, isPending, refetch };
}

const FIGURE_COLUMNS: readonly { id: FigureId; header: string; from?: "md" | "lg" }[] = [
  { id: "accepted", header: "Accepted", from: "md" },
  { id: "overdue", header: "Overdue" },
  { id: "expiring", header: "Expiring", from: "lg" },
  { id: "coverage", header: "Coverage", from: "md" },
];

function groupColumns(by: Grouping, scope: ModelGroupsProps["scope"]): Column<ModelGroup>[] {
  return [
    {
      id: "name",
      header: GROUPINGS[by].label,
      card: "title",
      cell: (group) => linked(groupTarget(by, group, scope), groupName(by, group)),
    },
    { id: "models", header: "Models", width: "96px", align: "end", cell: (group) => group.models },
    {
      id: "at_risk",
      header: "At risk",
      width: "28%",
      cell: (group) => <AtRisk group={group} />,
    },
    ...FIGURE_COLUMNS.map(
      ({ id, header, from }): Column<ModelGroup> => ({
        id,
        header,
        width: "104px",
        align: "end",
        from,
        cell: (group) => <FigureOfGroup {...{ id, group, by, scope }} />,
      }),
    ),
  ];
}

function AtRisk({ group }: { group: ModelGroup }) {
  if (!group.figures) return <span className={classes.muted}>No figures yet</span>;
  const counts = atRiskOf(group.figures);
  return totalCount(counts) > 0 ? <SeverityBar counts={counts} numbers /> : "None";
}

interface FigureOfGroupProps extends ModelGroupsProps {
  id: FigureId;
  group: ModelGroup;
  by: Grouping;
}

function FigureOfGroup({ id, group, by, scope }: FigureOfGroupProps) {
  const figure = figureOf(id);
  const value = group.figures ? figure.value(group.figures) : null;
  const text = written(value, figure.unit);
  if (!value) return <span className={classes.muted}>{text}</span>;
  return linked(groupTarget(by, group, scope, id), text);
}

function linked(target: Target | null, text: string): ReactNode {
  return target ? <TargetLink target={target}>{text}</TargetLink> : text;
}
