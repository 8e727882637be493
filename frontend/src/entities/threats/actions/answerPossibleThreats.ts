/** Says of possible threats that they apply, that they do not, or that it is not known yet, by stating the facts. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { PossibleAnswer, PossibleAnswered } from "@/api/types";
import { undoChange } from "@/api/undoChange";

export type PossibleAction = PossibleAnswer["action"];

export interface AnswerPossible {
  action: PossibleAction;
  /** The threats, or the filter that finds them. */
  numbers?: readonly number[];
  filter?: PossibleAnswer["filter"];
  /** Where the value of a fact has to be chosen. */
  values?: readonly { fact: string; value: unknown }[];
}

export const answerPossibleThreats: UndoableMutation<AnswerPossible, PossibleAnswered> = {
  key: "answer-possible",
  run: (model, { action, numbers = [], filter = null, values = [] }) =>
    unwrap(
      api.POST("/api/models/{model}/threats/possible/answers/", {
        params: { path: { model } },
        body: { action, numbers: [...numbers], filter, values: [...values] },
      }),
    ),
  label: ({ action, numbers }, { answered, left_count: left }) => {
    const [only] = numbers ?? [];
    const many = answered !== 1 || only === undefined || numbers?.length !== 1;
    const subject = many ? `${answered.toLocaleString("en-US")} threats` : `T${only}`;
    const rest = left > 0 ? `; ${left.toLocaleString("en-US")} need a value` : "";
    return `${subject} ${PREDICATES[action][many ? 1 : 0]}${rest}`;
  },
  patch: (data, { action, numbers }) =>
    action === "unknown" ? data : withoutThreats(data, new Set(numbers)),
  undo: (_, { seq }) => (seq === null ? null : undoChange(seq)),
};

const PREDICATES: Readonly<Record<PossibleAction, readonly [string, string]>> = {
  applies: ["applies", "apply"],
  "does-not-apply": ["does not apply", "do not apply"],
  unknown: ["is marked as not known yet", "are marked as not known yet"],
};

/** Return the page of possible threats without these; any other answer of the server as it is. */
function withoutThreats(data: unknown, numbers: ReadonlySet<number>): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (!("results" in data && Array.isArray(data.results))) return data;
  const kept = data.results.filter(
    (row) => row?.certainty !== "possible" || !numbers.has(row.number),
  );
  const gone = data.results.length - kept.length;
  if (gone === 0) return data;
  return { ...data, results: kept, ...("count" in data && { count: Number(data.count) - gone }) };
}
