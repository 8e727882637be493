/** Answers a question: the fact is written as stated by the person, and the model is analyzed again. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Answered } from "@/api/types";
import { undoChange } from "@/api/undoChange";

export interface AnswerQuestion {
  id: string;
  value: unknown;
}

export const answerQuestion: UndoableMutation<AnswerQuestion, Answered> = {
  key: "answer-question",
  run: (model, { id, value }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/{question}/answer/", {
        params: { path: { model, question: id } },
        body: { value },
      }),
    ),
  label: () => "Answer saved",
  patch: (data, { id }) => withoutQuestion(data, id),
  undo: (_, { seq }) => undoChange(seq),
};

/** Return the page of questions, or the element that lists its own, without the answered one. */
function withoutQuestion(data: unknown, id: string): unknown {
  if (typeof data !== "object" || data === null) return data;
  if ("questions" in data && Array.isArray(data.questions)) {
    return { ...data, questions: data.questions.filter((one) => one.id !== id) };
  }
  if (!("results" in data && Array.isArray(data.results))) return data;
  const results = data.results.filter((one) => one.id !== id || one.fact === undefined);
  if (results.length === data.results.length) return data;
  return { ...data, results, count: "count" in data ? Number(data.count) - 1 : results.length };
}
