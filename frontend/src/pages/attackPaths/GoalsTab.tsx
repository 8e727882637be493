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
import { goalColumns } from "./goalColumns";
import classes from "./goals.module.css";
import { NothingDrawn } from "./NothingDrawn";
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
  const query = useQuery(attackGoalsQuery(id, params.query));
  const { attackers } = summary;
  const columns = useMemo(() => goalColumns(attackers, whatIf.goals), [attackers, whatIf.goals]);
  const open = ({ key }: AttackGoal): void =>
    void navigate({
      to: "/m/$model/attack-paths/$goal",
      params: { model: id, goal: key },
      search: { fix: address.fix } as never,
    });
  return (
    <div className={classes.columns}>
      <div>
        <FilterBar params={params} filters={FILTERS} searchLabel="Search goal or element" />
        <DataTable<AttackGoal>
          label={row ? `Goals of attackers in ${row.name}` : "Goals of attackers"}
          columns={columns}
          query={query}
          params={params}
          rowKey={({ key }) => key}
          onOpen={open}
          empty={<NoGoals filled={Boolean(row?.element_count)} />}
        />
      </div>
      <FixList whatIf={whatIf} />
    </div>
  );
}

function NoGoals({ filled }: { filled: boolean }) {
  const { id } = useModel();
  if (!filled) return <NothingDrawn />;
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
