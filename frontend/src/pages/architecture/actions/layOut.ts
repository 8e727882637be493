/** Lets the server arrange the drawing. */
import { selectedElements } from "./selectionQueries";
import type { EditorAction } from "./types";

export const layOutAll: EditorAction = {
  label: "Arrange everything",
  keys: ["l a"],
  edits: true,
  applies: (editor) => editor.tree.byUid.size > 0,
  run: (editor) => editor.layOut(null),
};

export const layOutSelection: EditorAction = {
  label: "Arrange the selection",
  keys: ["l s"],
  edits: true,
  applies: (editor) =>
    selectedElements(editor).length > 1 ||
    selectedElements(editor).some((uid) => editor.tree.children.has(uid)),
  run: (editor) => editor.layOut(selectedElements(editor)),
};
