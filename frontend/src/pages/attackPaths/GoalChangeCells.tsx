/** Exposure and likeliest path of a goal, with what assumed changes make of them. */
import type { AttackGoal } from "@/api/types";
import { ScoreBar } from "@/entities/attackPaths/ScoreBar";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { percent } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import classes from "./goals.module.css";

interface GoalChangeProps {
  goal: AttackGoal;
  changes: Pick<WhatIf, "goals" | "groups">;
  /** Whether the row stands for the group of the goal. */
  grouped: boolean;
}

/** Of a group the most exposed goal is shown, whose change need not be that of the others. */
export function Exposure({ goal, changes, grouped }: GoalChangeProps) {
  const { key, exposure } = goal;
  const many = grouped && goal.group.goals > 1;
  const after = many ? undefined : changes.goals.get(key);
  const changed = after !== undefined && after.share !== exposure.share;
  return (
    <span
      className={classes.exposure}
      title={`${many ? "The most exposed: " : ""}${counted(exposure.workloads, "workload")} and ${counted(goal.entry_points, "entry point")} lead to it`}
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

export function Likeliest({ goal, changes, grouped }: GoalChangeProps) {
  const { key, score, group } = goal;
  const many = grouped && goal.group.goals > 1;
  const change = many ? undefined : changes.goals.get(key);
  const together = many ? changes.groups.get(group.key) : undefined;
  if (score === null) {
    return <span className={classes.quiet}>{uncountedText(goal)}</span>;
  }
  if (together) return <GroupChange of={group.goals} after={together} />;
  const after = change?.score;
  if (change === undefined || after === score) return <ScoreBar score={score} />;
  return (
    <span className={classes.changed}>
      {score} → <strong>{after ?? "out of reach"}</strong>
    </span>
  );
}

/** What a goal has instead of a path of an attacker who counts. */
function uncountedText({ follows_from, paths, possible }: AttackGoal): string {
  if (follows_from.length > 0) return "As that takeover";
  if (paths > 0) return "From an assumed start";
  return possible > 0 ? "Only possible" : "None";
}

interface GroupChangeProps {
  of: number;
  after: { goals: number; out_of_reach: number };
}

function GroupChange({ of, after: { goals, out_of_reach: gone } }: GroupChangeProps) {
  return (
    <span className={classes.changed}>
      {gone > 0 ? `${gone} of ${of} out of reach` : `${goals} of ${of} change`}
    </span>
  );
}
