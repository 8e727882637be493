/** Aligns what is selected to a common edge or middle. */
import { type Axis, aligned, type Edge } from "@/model/canvas/alignment";
import { moveOps } from "@/model/canvas/editOps";
import { placeOf } from "@/model/canvas/editSnapshot";
import { outermost } from "@/model/canvas/visibility";
import { selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

/** What would come to lie on each other on the common line is put one behind the other along it. */
const EDGES: readonly [Edge, label: string, key: string, line: Axis][] = [
  ["left", "Align left edges", "a l", "y"],
  ["center", "Align centers", "a c", "y"],
  ["right", "Align right edges", "a r", "y"],
  ["top", "Align top edges", "a t", "x"],
  ["middle", "Align middles", "a m", "x"],
  ["bottom", "Align bottom edges", "a b", "x"],
];

export const alignSelection: readonly EditorAction[] = EDGES.map(([edge, label, key, line]) => ({
  label,
  keys: [key],
  edits: true,
  applies: (editor) => placed(editor).length > 1,
  run: (editor) =>
    editor.edit(moveOps(editor.editSnapshot, aligned(placed(editor), edge), line), label),
}));

/** Return the places of what is selected, without what moves along inside something else. */
export function placed(editor: ActionTarget) {
  return outermost(editor.tree, selectedElements(editor)).map((uid) => ({
    uid,
    rect: placeOf(editor.editSnapshot, uid),
  }));
}
