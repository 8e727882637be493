/** Asks a member of the team to answer questions, or takes that back. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import { questionsCount } from "@/model/labels/questionCards";
import type { ChosenQuestions } from "../cardScope";

export interface AssignQuestions {
  chosen: ChosenQuestions;
  /** null: nobody is asked any more. */
  to: { id: string; name: string } | null;
}

export const assignQuestions: UndoableMutation<AssignQuestions, { changed: number }> = {
  key: "assign-questions",
  run: (model, { chosen, to }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/assign/", {
        params: { path: { model } },
        body: { card: "", search: "", every: false, ...chosen, user: to?.id ?? null },
      }),
    ),
  label: ({ to }, { changed }) =>
    to ? `Asked ${to.name}: ${questionsCount(changed)}` : "No longer asked",
  undo: (vars) => (vars.to ? undoWith(assignQuestions, { ...vars, to: null }) : null),
};
