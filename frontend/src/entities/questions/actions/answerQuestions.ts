/** Answers several questions at once: one change to the model, one analysis. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Answered } from "@/api/types";
import { undoChange } from "@/api/undoChange";
import { patchCards, withoutQuestions } from "@/model/labels/questionCards";

export interface AnswerQuestions {
  answers: readonly { question: string; value: unknown }[];
}

export const answerQuestions: UndoableMutation<AnswerQuestions, Answered> = {
  key: "answer-questions",
  run: (model, { answers }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/answers/", {
        params: { path: { model } },
        body: { answers: [...answers] },
      }),
    ),
  label: ({ answers }) =>
    answers.length === 1 ? "Answer saved" : `${answers.length} answers saved`,
  patch: (data, { answers }) => {
    const answered = new Set(answers.map((one) => one.question));
    return patchCards(data, (card) => withoutQuestions(card, answered));
  },
  undo: (_, { seq }) => undoChange(seq),
};
