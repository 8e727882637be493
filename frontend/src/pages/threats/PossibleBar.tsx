/** What to say of all possible threats that are selected, at once. */
import { Button } from "@mantine/core";
import type { PossibleAnswer } from "@/api/types";
import { answerPossible, type PossibleAction } from "@/entities/threats/actions/answerPossible";
import { ACTION_LABELS } from "@/entities/threats/PossibleActions";
import classes from "@/entities/threats/possible.module.css";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import type { PossibleSelection } from "./usePossibleSelection";

interface PossibleBarProps {
  selection: PossibleSelection;
  /** How many the filter finds. */
  count: number;
  filter: PossibleAnswer["filter"];
}

const ACTIONS: readonly PossibleAction[] = ["applies", "does-not-apply", "unknown"];

export function PossibleBar({ selection, count, filter }: PossibleBarProps) {
  const { id } = useModel();
  const answer = useUndoableMutation(answerPossible, id);
  const { numbers, all } = selection;
  if (!all && numbers.length === 0) return null;
  const say = (action: PossibleAction) =>
    answer.mutate(all ? { action, filter } : { action, numbers }, {
      onSuccess: selection.clear,
    });
  const chosen = all ? count : numbers.length;
  return (
    <section className={classes.bar} aria-label="Selected threats">
      <strong role="status">{chosen.toLocaleString("en-US")} selected</strong>
      {ACTIONS.map((action) => (
        <Button
          key={action}
          variant="default"
          size="compact-sm"
          loading={answer.isPending && answer.variables?.action === action}
          disabled={answer.isPending}
          onClick={() => say(action)}
        >
          {ACTION_LABELS[action]}
        </Button>
      ))}
      <span className={classes.barEnd}>
        {!all && count > numbers.length && (
          <Button variant="subtle" size="compact-sm" onClick={selection.selectAll}>
            Select all {count.toLocaleString("en-US")} that match
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-sm" onClick={selection.clear}>
          Clear
        </Button>
      </span>
    </section>
  );
}
