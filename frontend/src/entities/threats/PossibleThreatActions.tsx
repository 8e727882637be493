/** The three things to say of a possible threat: it applies, it does not, or one does not know yet. */
import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ThreatRow } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { answerPossibleThreats, type PossibleAction } from "./actions/answerPossibleThreats";
import classes from "./possible.module.css";

type Possible = Pick<ThreatRow, "number" | "one_click" | "waits_for">;

export const ACTION_LABELS: Readonly<Record<PossibleAction, string>> = {
  applies: "Applies",
  "does-not-apply": "Does not apply",
  unknown: "Don't know",
};
const DECIDING = ["applies", "does-not-apply"] as const;

/** A click states the facts where there is one way to; else it leads to the page on which to choose. */
export function PossibleThreatActions({ threat }: { threat: Possible }) {
  const { id, canEdit } = useModel();
  const answer = useUndoableMutation(answerPossibleThreats, id);
  if (!canEdit) return null;
  const deferred = threat.waits_for.some((one) => one.deferred);
  const say = (action: PossibleAction) => answer.mutate({ action, numbers: [threat.number] });
  return (
    <fieldset
      className={classes.actions}
      disabled={answer.isPending}
      aria-label={`Decide T${threat.number}`}
    >
      {DECIDING.map((action) =>
        threat.one_click.includes(action) ? (
          <Button key={action} {...LOOK} onClick={() => say(action)}>
            {ACTION_LABELS[action]}
          </Button>
        ) : (
          <Choose key={action} model={id} number={threat.number} action={action} />
        ),
      )}
      <Button
        {...LOOK}
        data-active={deferred || undefined}
        aria-pressed={deferred}
        title={deferred ? "Marked as not known yet" : "Keep it open: the answer is not known yet"}
        onClick={() => say("unknown")}
      >
        {ACTION_LABELS.unknown}
      </Button>
    </fieldset>
  );
}

const LOOK = { variant: "default", size: "compact-xs" } satisfies ButtonProps;

interface ChooseProps {
  model: string;
  number: number;
  action: PossibleAction;
}

function Choose({ model, number, action }: ChooseProps) {
  return (
    <Button
      {...LOOK}
      component={Link}
      to={`/m/${model}/threats/${number}`}
      title="Choose a value on the page of the threat"
    >
      {ACTION_LABELS[action]}…
    </Button>
  );
}
