/** Makes a selected boundary or workload larger or smaller by Ctrl and the arrow keys: its right or its lower edge moves. */

import { resizeOps } from "@/model/canvas/editOps";
import { placeOf } from "@/model/canvas/editSnapshot";
import { type Corner, stretchTo } from "../canvas/gestures/resizing";
import { isOnDrawing, selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

const STEP = 8;
const FAR = 40;

const WAYS = [
  ["Make wider", "ArrowRight", "right", 1],
  ["Make narrower", "ArrowLeft", "right", -1],
  ["Make taller", "ArrowDown", "bottom", 1],
  ["Make lower", "ArrowUp", "bottom", -1],
] as const;

export const resizeSelection: readonly EditorAction[] = WAYS.flatMap(([label, key, edge, sign]) => [
  resize(label, `mod+${key}`, edge, sign * STEP),
  resize(`${label} by more`, `mod+shift+${key}`, edge, sign * FAR),
]);

function resize(label: string, key: string, edge: Corner, by: number): EditorAction {
  return {
    label,
    keys: [key],
    edits: true,
    applies: (editor) => frame(editor) !== null && isOnDrawing(),
    run: (editor) => {
      const uid = frame(editor);
      if (uid === null) return;
      const { editSnapshot, tree } = editor;
      const stretch = { editSnapshot, uid, corner: edge, start: { x: 0, y: 0 } };
      const { rect } = stretchTo(stretch, { x: by, y: by }, { free: true, reach: 0 });
      const { width, height } = placeOf(editSnapshot, uid);
      const name = tree.byUid.get(uid)?.name ?? "";
      if (rect.width === width && rect.height === height)
        editor.announce(`${name} is as small as what it holds`);
      else editor.edit(resizeOps(editSnapshot, uid, rect), `Resize ${name}`);
    },
  };
}

/** The one frame that is selected and open. */
function frame(editor: ActionTarget): string | null {
  const [uid, ...more] = selectedElements(editor);
  const node = editor.canvas.nodes.find((one) => one.id === uid);
  const open = node?.type === "frame" && !node.data.collapsed;
  return open && more.length === 0 ? node.id : null;
}
