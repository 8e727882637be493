/** What can be done with questions that nobody answers now: put off, ask a member, and back. */
import type { QuestionCard } from "@/api/types";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { assignQuestions } from "../actions/assignQuestions";
import { deferQuestions } from "../actions/deferQuestions";
import type { ChosenQuestions } from "../cardScope";

export type WaitingState = Pick<QuestionCard, "deferred" | "assigned" | "count">;

interface Action {
  label: string;
  act: () => void;
}

export function useDeferAndAsk(chosen: ChosenQuestions, state: WaitingState, onAsk: () => void) {
  const { id } = useModel();
  const defer = useUndoableMutation(deferQuestions, id);
  const assign = useUndoableMutation(assignQuestions, id);
  const isAsked = state.assigned.length > 0;
  const actions: Action[] = [
    state.deferred?.count === state.count
      ? { label: "Open again", act: () => defer.mutate({ chosen, deferred: false }) }
      : { label: "Don't know", act: () => defer.mutate({ chosen, deferred: true }) },
    { label: isAsked ? "Ask someone else…" : "Ask…", act: onAsk },
  ];
  if (isAsked) {
    actions.push({ label: "Stop asking", act: () => assign.mutate({ chosen, to: null }) });
  }
  const ask = (to: { id: string; name: string }): void => assign.mutate({ chosen, to });
  return { actions, ask, pending: defer.isPending || assign.isPending };
}
