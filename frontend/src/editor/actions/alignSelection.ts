/** Aligns what is selected to a common edge or middle. */
import { aligned, type Edge } from "../../model/aligning";
import { moveOps, placeOf } from "../../model/board";
import { outermost } from "../../model/visibility";
import { chosenElements } from "./chosen";
import type { ActionTarget, EditorAction } from "./types";

const EDGES: readonly [Edge, label: string, key: string][] = [
  ["left", "Align left edges", "a l"],
  ["center", "Align centres", "a c"],
  ["right", "Align right edges", "a r"],
  ["top", "Align top edges", "a t"],
  ["middle", "Align middles", "a m"],
  ["bottom", "Align bottom edges", "a b"],
];

export const alignSelection: readonly EditorAction[] = EDGES.map(([edge, label, key]) => ({
  label,
  keys: [key],
  edits: true,
  applies: (editor) => placed(editor).length > 1,
  run: (editor) => editor.edit(moveOps(editor.board, aligned(placed(editor), edge)), label),
}));

/** Return the places of what is selected, without what moves along inside something else. */
export function placed(editor: ActionTarget) {
  return outermost(editor.tree, chosenElements(editor)).map((uid) => ({
    uid,
    rect: placeOf(editor.board, uid),
  }));
}
