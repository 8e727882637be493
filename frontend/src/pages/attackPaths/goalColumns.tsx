/** The columns of the goals: what can be lost, who gets there, how exposed it is, and how likely. */
import { Link } from "@tanstack/react-router";
import type { AttackerResult, AttackGoal } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import { ScoreBar } from "@/entities/attackPaths/ScoreBar";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { counted, percent, TAKEN } from "@/model/labels/attackPaths";
import { useModel } from "@/session/useModel";
import type { Search } from "@/ui/searchParams";
import type { Column } from "@/ui/tableColumn";
import classes from "./goals.module.css";

type Changes = WhatIf["goals"];

export function goalColumns(
  attackers: readonly AttackerResult[],
  changes: Changes,
): readonly Column<AttackGoal>[] {
  return [
    {
      id: "title",
      header: "Goal",
      sort: "title",
      card: "title",
      cell: (goal) => <Goal goal={goal} />,
    },
    {
      id: "worth",
      header: "Worth",
      sort: "worth",
      width: "104px",
      cell: ({ worth }) => <SeverityBadge severity={worth} variant="plain" />,
    },
    {
      id: "reached",
      header: "Reached by",
      width: "20%",
      cell: (goal) => <ReachedBy goal={goal} attackers={attackers} />,
    },
    {
      id: "exposure",
      header: "Exposure",
      sort: "exposure",
      width: "132px",
      cell: (goal) => <Exposure goal={goal} changes={changes} />,
    },
    {
      id: "score",
      header: "Likeliest path",
      sort: "score",
      width: "124px",
      cell: (goal) => <Likeliest goal={goal} changes={changes} />,
    },
    {
      id: "paths",
      header: "Paths",
      sort: "paths",
      width: "116px",
      align: "end",
      from: "md",
      cell: (goal) => <PathCount goal={goal} />,
    },
  ];
}

function Goal({ goal }: { goal: AttackGoal }) {
  const { id } = useModel();
  return (
    <span className={classes.goal}>
      <Link
        className={classes.title}
        to="/m/$model/attack-paths/$goal"
        params={{ model: id, goal: goal.key }}
        search={(({ fix }: Search) => ({ fix })) as never}
      >
        {goal.title}
      </Link>
      <ElementName element={goal.element} linked={false} />
    </span>
  );
}

/** Those who count first; paths from assumed starts are told apart. */
function ReachedBy({
  goal,
  attackers,
}: {
  goal: AttackGoal;
  attackers: readonly AttackerResult[];
}) {
  const reaching = attackers.filter(({ id }) => goal.attackers.includes(id));
  const counting = reaching.filter(({ counts }) => counts);
  const assumed = reaching.filter(({ counts }) => !counts);
  if (reaching.length === 0) {
    const [takeover] = goal.follows_from;
    if (takeover) return <FollowsFrom takeover={takeover} />;
    return goal.possible > 0 ? (
      <span className={classes.possible}>Possibly, by unknown facts</span>
    ) : (
      <span className={classes.quiet}>No attacker</span>
    );
  }
  return (
    <span className={classes.reached}>
      {counting.map(({ id, name }) => (
        <span key={id} className={classes.counting}>
          {name}
        </span>
      ))}
      {assumed.length > 0 && (
        <span className={classes.quiet} title={assumed.map(({ name }) => name).join(", ")}>
          {counting.length > 0 && "and "}
          {counted(assumed.length, "assumed start")}
        </span>
      )}
    </span>
  );
}

/** Paths end at a takeover: whoever has made one has this goal too. */
function FollowsFrom({ takeover }: { takeover: AttackGoal["follows_from"][number] }) {
  return (
    <span className={classes.quiet}>
      Whoever {TAKEN[takeover.level]} {takeover.element.name}
    </span>
  );
}

function Exposure({ goal, changes }: { goal: AttackGoal; changes: Changes }) {
  const { key, exposure } = goal;
  const after = changes.get(key)?.after.exposure;
  const changed = after !== undefined && after.share !== exposure.share;
  return (
    <span
      className={classes.exposure}
      title={`${counted(exposure.workloads, "workload")} and ${counted(goal.entry_points, "entry point")} lead to it`}
    >
      <span className={classes.track} aria-hidden="true">
        <span style={{ width: `${(changed ? after.share : exposure.share) * 100}%` }} />
      </span>
      <span>
        {percent(exposure.share)}
        {changed && <strong> → {percent(after.share)}</strong>}
      </span>
    </span>
  );
}

function Likeliest({ goal, changes }: { goal: AttackGoal; changes: Changes }) {
  const { key, score, follows_from } = goal;
  const change = changes.get(key);
  if (score === null) {
    const none = follows_from.length > 0 ? "As that takeover" : "None counts";
    return <span className={classes.quiet}>{none}</span>;
  }
  const after = change?.after.score;
  if (change === undefined || after === score) return <ScoreBar score={score} />;
  return (
    <span className={classes.changed}>
      {score} → <strong>{after ?? "out of reach"}</strong>
    </span>
  );
}

function PathCount({ goal: { paths, possible, follows_from } }: { goal: AttackGoal }) {
  if (follows_from.length > 0) return <span className={classes.quiet}>No own</span>;
  return (
    <span className={classes.count}>
      {paths}
      {possible > 0 && <span className={classes.quiet}> + {possible} possible</span>}
    </span>
  );
}
