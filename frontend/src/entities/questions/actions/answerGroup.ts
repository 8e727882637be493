/** Gives every question of a group the same answer: one change to the model, one analysis. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { QuestionGroup } from "@/api/types";
import { undoChange } from "@/api/undoChange";

export interface AnswerGroup {
  group: Pick<QuestionGroup, "fact" | "kind" | "count">;
  /** What narrows the list: the group is what it finds. */
  search: string;
  value: unknown;
}

interface GroupAnswered {
  seq: number;
  answered: number;
}

export const answerGroup: UndoableMutation<AnswerGroup, GroupAnswered> = {
  key: "answer-group",
  run: (model, { group: { fact, kind }, search, value }) =>
    unwrap(
      api.POST("/api/models/{model}/questions/groups/answer/", {
        params: { path: { model } },
        body: { fact, kind, search, value },
      }),
    ),
  label: (_, { answered }) =>
    answered === 1 ? "Answer saved" : `${answered.toLocaleString("en-US")} answers saved`,
  patch: (data, { group }) => withoutGroup(data, group),
  undo: (_, { seq }) => undoChange(seq),
};

/** Return the page of groups without this one, where it is as large; any other answer of the server as it is. */
function withoutGroup(data: unknown, { fact, kind, count }: AnswerGroup["group"]): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (!("results" in data && Array.isArray(data.results))) return data;
  const groups = data.results as readonly QuestionGroup[];
  const results = groups.filter(
    (one) =>
      !Array.isArray(one.questions) ||
      one.fact !== fact ||
      one.kind !== kind ||
      one.count !== count,
  );
  if (results.length === groups.length) return data;
  return { ...data, results, count: "count" in data ? Number(data.count) - 1 : results.length };
}
