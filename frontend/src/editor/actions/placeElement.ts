/** Lets go of an element from the palette on the canvas. */
import { addition } from "../../model/board";
import { around } from "../../model/geometry";
import type { Placing } from "../gestures/gesture";
import type { ActionTarget } from "./types";

export function placeElement(editor: ActionTarget, { kind, rect, target }: Placing): void {
  if (target.problem !== null) {
    editor.announce(target.problem);
    return;
  }
  const { x, y, width, height } = around([rect]);
  const middle = { x: x + width / 2, y: y + height / 2 };
  const { uid, name, ops } = addition(editor.board, kind, target.uid, middle);
  editor.edit(ops, `Add ${name}`);
  editor.select(uid);
  editor.rename(uid);
}
