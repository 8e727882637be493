/** Lets the paths along flows stand out that lead to the selection, or on from it. */
import { selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const filterPathsTo = action("Show paths to it", "w t", "reachableTo");
export const filterPathsFrom = action("Show paths from it", "w f", "reachableFrom");

function action(label: string, key: string, filter: "reachableTo" | "reachableFrom"): EditorAction {
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
