/** What to say of all possible threats that are selected, at once. */
import { Button } from "@mantine/core";
import type { PossibleAnswer } from "@/api/types";
import {
  answerPossibleThreats,
  type PossibleAction,
} from "@/entities/threats/actions/answerPossibleThreats";
import { ACTION_LABELS } from "@/entities/threats/PossibleThreatActions";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import type { ThreatSelectionControl } from "./useThreatSelection";

const ACTIONS: readonly PossibleAction[] = ["applies", "does-not-apply", "unknown"];

/** Answers take numbers, or a filter as a whole: there are none for groups, or for all without some. */
export function PossibleAnswers({ selection }: { selection: ThreatSelectionControl }) {
  const { id } = useModel();
  const answer = useUndoableMutation(answerPossibleThreats, id);
  const { all, numbers = [], groups = [], filter } = selection.request ?? {};
  if (groups.length > 0 || (all && numbers.length > 0)) return null;
  const chosen = all ? { filter: filter as PossibleAnswer["filter"] } : { numbers };
  return ACTIONS.map((action) => (
    <Button
      key={action}
      variant="default"
      size="compact-sm"
      loading={answer.isPending && answer.variables?.action === action}
      disabled={answer.isPending}
      onClick={() => answer.mutate({ action, ...chosen }, { onSuccess: selection.clear })}
    >
      {ACTION_LABELS[action]}
    </Button>
  ));
}
