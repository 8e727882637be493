/** Answers a question: the fact is written as stated by the person, and the model is analysed again. */
import { api, unwrap } from "../../api/client";
import type { Job } from "../../api/types";
import type { Step } from "../../model/step";

export interface AnswerQuestion {
  id: string;
  value: unknown;
}

export const answerQuestion: Step<AnswerQuestion, { job: Job }> = {
  key: "answer-question",
  run: (model, { id, value }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/{question}/answer/", {
        params: { path: { model, question: id } },
        body: { value },
      }),
    ),
  label: () => "Answer saved, analysing again",
  patch: (data, { id }) => withoutQuestion(data, id),
};

/** Return the page of questions without the answered one; anything else as it is. */
function withoutQuestion(data: unknown, id: string): unknown {
  if (typeof data !== "object" || data === null || !("results" in data)) return data;
  const page = data as { results: { id?: string; fact?: string }[]; count?: number };
  const results = page.results.filter((one) => one.id !== id || one.fact === undefined);
  if (results.length === page.results.length) return data;
  return { ...page, results, count: (page.count ?? 1) - 1 };
}
