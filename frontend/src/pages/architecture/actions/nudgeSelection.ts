/** Moves the selection by the arrow keys. */
import { moveOps } from "@/model/canvas/editOps";
import { outermost } from "@/model/canvas/visibility";
import { hasElements, isOnCanvas, nameOf, selectedElements } from "./selectionQueries";
import type { EditorAction } from "./types";

const STEP = 8;
const FAR = 40;

const WAYS = [
  ["left", "ArrowLeft", -1, 0],
  ["right", "ArrowRight", 1, 0],
  ["up", "ArrowUp", 0, -1],
  ["down", "ArrowDown", 0, 1],
] as const;

export const nudgeSelection: readonly EditorAction[] = WAYS.flatMap(([way, key, x, y]) => [
  nudge(`Move ${way}`, key, x * STEP, y * STEP),
  nudge(`Move ${way} by more`, `shift+${key}`, x * FAR, y * FAR),
]);

function nudge(label: string, key: string, dx: number, dy: number): EditorAction {
  return {
    label,
    keys: [key],
    edits: true,
    applies: (editor) => hasElements(editor) && isOnCanvas(),
    run: (editor) => {
      const uids = outermost(editor.tree, selectedElements(editor));
      const moves = uids.map((uid) => ({ uid, dx, dy }));
      editor.edit(moveOps(editor.editSnapshot, moves), `Move ${nameOf(editor, uids)}`);
    },
  };
}
