/** The columns of the goals: what can be lost, who gets there, how exposed it is, and how likely. */
import { Link } from "@tanstack/react-router";
import type { AttackerResult, AttackGoal } from "@/api/types";
import { ElementName } from "@/entities/attackPaths/ElementName";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { SeverityBadge } from "@/entities/badges/SeverityBadge";
import { TAKEN } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import type { Search } from "@/ui/searchParams";
import type { Column } from "@/ui/tableColumn";
import { Exposure, Likeliest } from "./GoalChangeCells";
import classes from "./goals.module.css";

interface Shown extends Pick<WhatIf, "goals" | "groups"> {
  attackers: readonly AttackerResult[];
  /** Whether a row stands for its group. */
  grouped: boolean;
}

export function goalColumns(shown: Shown): readonly Column<AttackGoal>[] {
  const { attackers, grouped } = shown;
  return [
    {
      id: "title",
      header: "Goal",
      sort: "title",
      card: "title",
      cell: (goal) => <Goal goal={goal} grouped={grouped} />,
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
      from: "sm",
      cell: (goal) => <Exposure goal={goal} changes={shown} grouped={grouped} />,
    },
    {
      id: "score",
      header: "Likeliest path",
      sort: "score",
      width: "124px",
      cell: (goal) => <Likeliest goal={goal} changes={shown} grouped={grouped} />,
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

/** Whether a goal is one of several that differ only in where they are. */
export function isGroup({ group }: AttackGoal): boolean {
  return group.goals > 1;
}

function Goal({ goal, grouped }: { goal: AttackGoal; grouped: boolean }) {
  const { id } = useModel();
  const { zone, group } = goal;
  const many = grouped && isGroup(goal);
  const where = many ? group.where : zone && `in ${zone.name}`;
  const to = many
    ? {
        to: "/m/$model/attack-paths" as const,
        params: { model: id },
        search: ((now: Search) => ({ ...now, group: group.key, page: undefined })) as never,
      }
    : {
        to: "/m/$model/attack-paths/$goal" as const,
        params: { model: id, goal: goal.key },
        search: (({ fix }: Search) => ({ fix })) as never,
      };
  return (
    <span className={classes.goal}>
      <Link className={classes.title} {...to}>
        {goal.title}
      </Link>
      <span className={classes.element}>
        <ElementName element={goal.element} linked={false} />
        {where && <span className={many ? classes.group : classes.quiet}>{where}</span>}
      </span>
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

function PathCount({ goal: { paths, possible, follows_from } }: { goal: AttackGoal }) {
  if (follows_from.length > 0) return <span className={classes.quiet}>No own</span>;
  return (
    <span className={classes.count}>
      {paths}
      {possible > 0 && <span className={classes.quiet}> + {possible} possible</span>}
    </span>
  );
}
