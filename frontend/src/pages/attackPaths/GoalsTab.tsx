/** The goals of attackers, the worst first, beside the changes that help most. */
import { Button } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { AttackGoal, AttackSummary } from "@/api/types";
import { attackGoalsQuery } from "@/entities/attackPaths/queries";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { SEVERITIES, severityLabel } from "@/model/graph/severity";
import { useModel } from "@/session/useModel";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Filter } from "@/ui/filterTypes";
import { useListParams } from "@/ui/useListParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { FixList } from "./FixList";
import { goalColumns, isGroup } from "./goalColumns";
import classes from "./goals.module.css";
import { NoElements } from "./NoElements";
import { PAGE_PARAMS } from "./pageParams";

const FILTERS: Filter[] = [
  {
    id: "worth",
    label: "Worth",
    options: SEVERITIES.map((value) => ({ value, label: severityLabel(value) })),
  },
  {
    id: "reached",
    label: "Reach",
    single: true,
    options: [
      { value: "true", label: "Reachable" },
      { value: "false", label: "Not by an attacker who counts" },
    ],
  },
];

export function GoalsTab({ summary, whatIf }: { summary: AttackSummary; whatIf: WhatIf }) {
  const { id, row } = useModel();
  const navigate = useNavigate();
  const [address] = useSearchParams();
  const params = useListParams({ keep: PAGE_PARAMS });
  const [group] = params.filter("group");
  const query = useQuery(attackGoalsQuery(id, { ...params.query, grouped: group === undefined }));
  const { attackers } = summary;
  const { goals, groups } = whatIf;
  const columns = useMemo(
    () => goalColumns({ attackers, grouped: group === undefined, goals, groups }),
    [attackers, group, goals, groups],
  );
  const filters =
    group === undefined ? FILTERS : [...FILTERS, groupFilter(group, query.data?.results)];
  const open = (goal: AttackGoal): void => {
    if (group === undefined && isGroup(goal)) {
      params.setFilter("group", [goal.group.key]);
      return;
    }
    void navigate({
      to: "/m/$model/attack-paths/$goal",
      params: { model: id, goal: goal.key },
      search: { fix: address.fix } as never,
    });
  };
  return (
    <div className={classes.columns}>
      <div>
        <FilterBar params={params} filters={filters} searchLabel="Search goal, element or place" />
        <DataTable<AttackGoal>
          label={row ? `Goals of attackers in ${row.name}` : "Goals of attackers"}
          columns={columns}
          query={query}
          params={params}
          rowKey={({ key }) => key}
          onOpen={open}
          empty={<NoGoals filled={Boolean(row?.element_count)} />}
        />
        <LeftOut summary={summary} />
      </div>
      <FixList whatIf={whatIf} />
    </div>
  );
}

/** The filter that keeps the goals of one group; its chip says what they have in common. */
function groupFilter(group: string, rows: readonly AttackGoal[] = []): Filter {
  const first = rows.find((row) => row.group.key === group);
  const label = first ? `${first.element.name} ${first.group.where}` : "one group";
  return { id: "group", label: "Same goal", single: true, options: [{ value: group, label }] };
}

/** How many goals are not stored, as there are very many. */
function LeftOut({ summary: { run, listed } }: { summary: AttackSummary }) {
  const left = (run?.goals ?? 0) - listed;
  if (left <= 0) return null;
  return (
    <p className={classes.leftOut}>
      The {listed.toLocaleString("en-US")} worst goals are listed. To see paths to one of the{" "}
      {left.toLocaleString("en-US")} others, ask about its element above.
    </p>
  );
}

function NoGoals({ filled }: { filled: boolean }) {
  const { id } = useModel();
  if (!filled) return <NoElements />;
  return (
    <EmptyState
      icon={<IconShieldCheck size={20} />}
      title="No goals found"
      action={
        <Button
          component={Link}
          to={`/m/${id}/attack-paths`}
          search={{ tab: "crown-jewels" } as never}
        >
          Mark a crown jewel
        </Button>
      }
    >
      The rules found no store, node or cluster to protect in this model. Mark what matters to you
      as a crown jewel.
    </EmptyState>
  );
}
