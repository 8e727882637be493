/** Answers several questions at once: one change to the model, one analysis. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Answered, QuestionGroup } from "@/api/types";
import { undoChange } from "@/api/undoChange";
import { withoutAnswered } from "@/model/labels/questionGroups";

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
  patch: (data, { answers }) => withoutGroups(data, new Set(answers.map((one) => one.question))),
  undo: (_, { seq }) => undoChange(seq),
};

/** Return the page of groups without the questions answered; any other answer of the server as it is. */
function withoutGroups(data: unknown, answered: ReadonlySet<string>): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (!("results" in data && Array.isArray(data.results))) return data;
  const groups = data.results as readonly QuestionGroup[];
  if (!groups.every((one) => Array.isArray(one.questions))) return data;
  const results = groups
    .map((group) => withoutAnswered(group, answered))
    .filter((group) => group !== null);
  const gone = groups.length - results.length;
  return { ...data, results, count: "count" in data ? Number(data.count) - gone : results.length };
}
