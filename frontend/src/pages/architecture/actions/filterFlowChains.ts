/** Filters for the data flows that lead to the selection, or on from it, directly or through others. */
import { selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const filterFlowsTo = action("Show flows to it", "w t", "flowsTo");
export const filterFlowsFrom = action("Show flows from it", "w f", "flowsFrom");

function action(label: string, key: string, filter: "flowsTo" | "flowsFrom"): EditorAction {
  return {
    label,
    keys: [key],
    applies: (editor) => chosen(editor) !== null,
    run: (editor) => editor.setFilters({ ...editor.filters, [filter]: chosen(editor) }),
  };
}

function chosen(editor: ActionTarget): string | null {
  const [uid, ...more] = selectedElements(editor);
  return more.length === 0 ? (uid ?? null) : null;
}
