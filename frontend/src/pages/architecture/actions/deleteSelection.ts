import { deletion } from "@/model/canvas/editOps";
import { undoToast } from "@/ui/undoToast";
import { isOnDrawing, nameOf } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const deleteSelection: EditorAction = {
  label: "Delete",
  keys: ["Delete", "Backspace"],
  edits: true,
  applies: (editor) => editor.selected.length > 0 && isOnDrawing(),
  run: (editor) => {
    const { ops, elements, flows } = deletion(editor.editSnapshot, editor.selected);
    const label = `Delete ${nameOf(editor, editor.selected)}`;
    const along = alongWords(editor, elements.length, flows.length);
    editor.edit(ops, label);
    editor.select(null);
    editor.announce(`${label}${along}`);
    undoToast(`${nameOf(editor, editor.selected)} deleted${along}`, editor.document.undo);
  },
};

/** Return what goes along: ", with 3 elements inside and 2 flows". */
function alongWords(editor: ActionTarget, elements: number, flows: number): string {
  const chosen = editor.selected.filter((uid) => editor.tree.byUid.has(uid)).length;
  const inside = elements - chosen;
  const besides = flows - (editor.selected.length - chosen);
  const parts = [
    ...(inside > 0 ? [`${inside} ${inside === 1 ? "element" : "elements"} inside`] : []),
    ...(besides > 0 ? [`${besides} ${besides === 1 ? "flow" : "flows"}`] : []),
  ];
  return parts.length > 0 ? `, with ${parts.join(" and ")}` : "";
}
