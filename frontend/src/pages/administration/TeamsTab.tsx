/** All teams: how much each holds, and how much it may. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo, useState } from "react";
import type { AdministeredTeam } from "@/api/types";
import { lazyWithRetry } from "@/ui/codeLoading";
import { DataTable } from "@/ui/DataTable";
import { EmptyState } from "@/ui/EmptyState";
import { FilterBar } from "@/ui/FilterBar";
import type { Column } from "@/ui/tableColumn";
import { useListParams } from "@/ui/useListParams";
import classes from "./administration.module.css";
import { allTeamsQuery, useRestoreTeam } from "./queries";

const QuotaDialog = lazyWithRetry(() => import("./QuotaDialog"));
const KEPT = ["tab"];
const number = new Intl.NumberFormat("en-US");

export default function TeamsTab() {
  const params = useListParams({ keep: KEPT });
  const query = useQuery(allTeamsQuery(params.query));
  const [limiting, setLimiting] = useState<AdministeredTeam | null>(null);
  const columns = useMemo(() => columnsOf(setLimiting), []);
  return (
    <>
      <FilterBar params={params} searchLabel="Search teams" />
      <DataTable
        label="Teams"
        columns={columns}
        query={query}
        params={params}
        rowKey={(team) => team.id}
        empty={<EmptyState title="No teams yet" />}
      />
      {limiting && (
        <Suspense>
          <QuotaDialog team={limiting} onClose={() => setLimiting(null)} />
        </Suspense>
      )}
    </>
  );
}

function columnsOf(onLimit: (team: AdministeredTeam) => void): Column<AdministeredTeam>[] {
  return [
    {
      id: "name",
      header: "Team",
      sort: "name",
      card: "title",
      cell: (team) => (
        <span className={classes.name}>
          {team.name}
          {team.deleted_at && <span className={classes.mark}>Deleted</span>}
        </span>
      ),
    },
    {
      id: "members",
      header: "Members",
      sort: "member_count",
      width: "120px",
      align: "end",
      cell: (team) => ofMost(team.member_count, team.max_members),
    },
    {
      id: "models",
      header: "Models",
      sort: "model_count",
      width: "120px",
      align: "end",
      cell: (team) => ofMost(team.model_count, team.max_models),
    },
    {
      id: "elements",
      header: "Elements",
      sort: "element_count",
      width: "120px",
      align: "end",
      cell: (team) => number.format(team.element_count),
    },
    {
      id: "jobs",
      header: "Jobs waiting",
      width: "120px",
      align: "end",
      cell: (team) => number.format(team.job_count),
    },
    {
      id: "actions",
      header: "Actions",
      headerHidden: true,
      width: "110px",
      align: "end",
      cell: (team) =>
        team.deleted_at ? (
          <RestoreButton team={team} />
        ) : (
          <QuotaButton team={team} onLimit={onLimit} />
        ),
    },
  ];
}

interface QuotaButtonProps {
  team: AdministeredTeam;
  onLimit: (team: AdministeredTeam) => void;
}

function QuotaButton({ team, onLimit }: QuotaButtonProps) {
  return (
    <Button
      className={classes.button}
      variant="default"
      size="compact-sm"
      aria-label={`Quotas of ${team.name}`}
      onClick={() => onLimit(team)}
    >
      Quotas
    </Button>
  );
}

function RestoreButton({ team }: { team: AdministeredTeam }) {
  const restore = useRestoreTeam();
  return (
    <Button
      className={classes.button}
      variant="default"
      size="compact-sm"
      aria-label={`Restore ${team.name}`}
      loading={restore.isPending}
      onClick={() => restore.mutate(team)}
    >
      Restore
    </Button>
  );
}

function ofMost(count: number, most: number | null | undefined): string {
  if (most === null || most === undefined) return number.format(count);
  return `${number.format(count)} of ${number.format(most)}`;
}
