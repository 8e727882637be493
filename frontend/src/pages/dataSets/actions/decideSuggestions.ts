/** Confirms and declines suggested data sets, as one change. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Changed } from "@/api/types";
import { undoOf } from "@/api/undoChange";
import { type Decision, decisionOf, withoutDecided } from "@/model/labels/dataSets";

export interface DecideSuggestions {
  /** What they are about, as the message says it: "Orders", "All suggestions". */
  name: string;
  confirm: readonly Decision[];
  decline: readonly Decision[];
}

export const decideSuggestions: UndoableMutation<DecideSuggestions, Changed> = {
  key: "decide-data-suggestions",
  run: (model, { confirm, decline }) =>
    unwrap(
      api.POST("/api/models/{model}/data-suggestions/", {
        params: { path: { model } },
        body: { confirm: confirm.map(decisionOf), decline: decline.map(decisionOf) },
      }),
    ),
  label: ({ name, confirm, decline }) => {
    if (decline.length === 0) return `${name}: ${places(confirm.length)} confirmed`;
    if (confirm.length === 0) return `${name}: ${places(decline.length)} declined`;
    return `${name}: ${confirm.length} confirmed, ${decline.length} declined`;
  },
  patch: (data, { confirm, decline }) => withoutDecided(data, [...confirm, ...decline]),
  undo: (_, changed) => undoOf(changed),
};

function places(count: number): string {
  return count === 1 ? "1 place" : `${count} places`;
}
