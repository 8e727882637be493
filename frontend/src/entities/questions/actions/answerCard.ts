/** Answers what is open of a card, each fact for all its elements: one change to the model, one analysis. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { QuestionCard } from "@/api/types";
import { undoChange } from "@/api/undoChange";
import { patchCards, withoutParts } from "@/model/labels/questionCards";
import type { CardScope } from "../cardScope";

export interface AnswerCard {
  card: Pick<QuestionCard, "id" | "count">;
  scope: CardScope;
  /** By part. */
  values: Record<string, unknown>;
}

interface CardAnswered {
  seq: number;
  answered: number;
}

export const answerCard: UndoableMutation<AnswerCard, CardAnswered> = {
  key: "answer-card",
  run: (model, { card, scope, values }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/cards/answer/", {
        params: { path: { model } },
        body: { search: "", every: false, ...scope, card: card.id, values },
      }),
    ),
  label: (_, { answered }) =>
    answered === 1 ? "Answer saved" : `${answered.toLocaleString("en-US")} answers saved`,
  // Lists that are narrowed otherwise hold another part of the card: they differ in their count.
  patch: (data, { card, values }) =>
    patchCards(data, (one) =>
      one.id === card.id && one.count === card.count
        ? withoutParts(one, new Set(Object.keys(values)))
        : one,
    ),
  undo: (_, { seq }) => undoChange(seq),
};
