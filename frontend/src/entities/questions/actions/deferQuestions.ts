/** Puts questions off ("don't know yet"), or takes them up again. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import { questionsCount } from "@/model/labels/questionCards";
import type { ChosenQuestions } from "../cardScope";

export interface DeferQuestions {
  chosen: ChosenQuestions;
  deferred: boolean;
}

export const deferQuestions: UndoableMutation<DeferQuestions, { changed: number }> = {
  key: "defer-questions",
  run: (model, { chosen, deferred }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/defer/", {
        params: { path: { model } },
        body: { card: "", search: "", every: false, ...chosen, deferred },
      }),
    ),
  label: ({ deferred }, { changed }) =>
    `${questionsCount(changed)} ${deferred ? "put off" : "open again"}`,
  undo: (vars) => undoWith(deferQuestions, { ...vars, deferred: !vars.deferred }),
};
