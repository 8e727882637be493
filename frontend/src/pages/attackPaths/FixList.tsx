/** The changes that lower the risk most, each on top of those before it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { AttackFix } from "@/api/types";
import { FixSwitch } from "@/entities/attackPaths/FixSwitch";
import { attackFixesQuery } from "@/entities/attackPaths/queries";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { percent } from "@/model/labels/attackPaths";
import { counted } from "@/model/labels/counted";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import classes from "./goals.module.css";

export function FixList({ whatIf }: { whatIf: WhatIf }) {
  const { id } = useModel();
  const { data, error, refetch } = useQuery(attackFixesQuery(id));
  if (error && !data)
    return <ErrorState size="compact" error={error} onRetry={() => void refetch()} />;
  const fixes = data?.results ?? [];
  if (fixes.length === 0) return null;
  const left = fixes.at(-1)?.risk_left ?? 1;
  const missing = fixes.filter((fix) => !whatIf.isAssumed(fixOf(fix)));
  return (
    <Section
      flush
      title="What to change first"
      description={`${removedText(fixes, 1 - left)} Check one to see what it brings.`}
      actions={
        missing.length > 1 && (
          <Button
            size="compact-md"
            variant="default"
            onClick={() => whatIf.assume(fixes.map(fixOf))}
          >
            Check all
          </Button>
        )
      }
    >
      <ol className={classes.fixes}>
        {fixes.map((fix, index) => (
          <li key={`${fix.control.id} ${fix.element.uid}`}>
            <FixSwitch
              control={fix.control}
              at={fix.element}
              whatIf={whatIf}
              mitigation={fix.mitigation}
            >
              <FixNote fix={fix} before={fixes[index - 1]?.risk_left ?? 1} />
            </FixSwitch>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** Below this share of the risk, a few changes are no answer. */
const LITTLE = 0.05;

function removedText(fixes: readonly AttackFix[], removed: number): string {
  const changes = fixes.length;
  const risk = fixes.some((fix) => fix.assumed_start)
    ? "risk once an attacker is inside, as none from outside reaches a goal"
    : "risk";
  if (removed < LITTLE) {
    const best =
      changes === 1 ? "change that helps most removes" : `${changes} changes that help most remove`;
    return `The ${best} ${percent(removed)} of the ${risk}: the paths to goals have little in common.`;
  }
  const which = changes === 1 ? "This change removes" : `These ${changes} changes remove`;
  return `${which} ${percent(removed)} of the ${risk}.`;
}

function fixOf({ control, element }: AttackFix) {
  return { control: control.id, uid: element.uid };
}

function FixNote({ fix, before }: { fix: AttackFix; before: number }) {
  const removed = Math.max(before - fix.risk_left, 0);
  return (
    <span className={classes.fixNote}>
      {fix.element.name} ·{" "}
      {removed > 0 ? `${percent(removed)} of the risk` : "lowers the risk with the next"}
      {fix.goal_count > 0 && ` · puts ${counted(fix.goal_count, "goal")} out of reach`}
    </span>
  );
}
