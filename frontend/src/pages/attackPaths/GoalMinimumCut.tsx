/** The smallest set of changes that together put a goal out of reach; computed when it is asked for. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FixSwitch } from "@/entities/attackPaths/FixSwitch";
import { goalCutQuery } from "@/entities/attackPaths/queries";
import { MOST_ASSUMED, type WhatIf } from "@/entities/attackPaths/useWhatIf";
import { counted } from "@/model/labels/counted";
import { goalCutNote, goalCutText } from "@/model/labels/goalCut";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { Section } from "@/ui/Section";
import classes from "./goals.module.css";

const SHOWN = 20;

interface GoalCutProps {
  goal: string;
  whatIf: WhatIf;
}

export function GoalMinimumCut({ goal, whatIf }: GoalCutProps) {
  const { id } = useModel();
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    ...goalCutQuery(id, goal),
    enabled: asked,
  });
  if (error && !data)
    return <ErrorState size="compact" error={error} onRetry={() => void refetch()} />;
  if (!data) {
    return (
      <div className={classes.ask}>
        <Button
          size="compact-md"
          variant="default"
          loading={isFetching}
          onClick={() => setAsked(true)}
        >
          Find the changes that cut all paths
        </Button>
      </div>
    );
  }
  const fixes = data.fixes.map(({ control, element }) => ({
    control: control.id,
    uid: element.uid,
  }));
  const missing = fixes.filter((fix) => !whatIf.isAssumed(fix));
  return (
    <Section
      flush
      title={goalCutText(data)}
      description={goalCutNote(data)}
      actions={
        missing.length > 1 &&
        fixes.length <= MOST_ASSUMED && (
          <Button size="compact-md" variant="default" onClick={() => whatIf.assume(fixes)}>
            Check all
          </Button>
        )
      }
    >
      {fixes.length > 0 && (
        <ul className={classes.fixes}>
          {data.fixes.slice(0, SHOWN).map(({ control, element, mitigation }) => (
            <li key={`${control.id} ${element.uid}`}>
              <FixSwitch control={control} at={element} whatIf={whatIf} mitigation={mitigation}>
                <span className={classes.fixNote}>{element.name}</span>
              </FixSwitch>
            </li>
          ))}
          {fixes.length > SHOWN && (
            <li className={classes.quiet}>and {counted(fixes.length - SHOWN, "more change")}</li>
          )}
        </ul>
      )}
    </Section>
  );
}
