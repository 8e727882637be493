/** Lets go of an element from the palette on the canvas. */
import { additionAt } from "@/model/canvas/editOps";
import type { Placing } from "@/model/canvas/gesture";
import type { Product } from "@/model/canvas/palette";
import type { ActionTarget } from "./types";

export function placeElement(
  editor: ActionTarget,
  { kind, rect, target }: Placing,
  product: Product | null = null,
): void {
  if (target.problem !== null) {
    editor.announce(target.problem);
    return;
  }
  const { uid, name, ops } = additionAt(editor.editSnapshot, kind, target.uid, rect, product);
  editor.edit(ops, `Add ${name}`);
  editor.select(uid);
  editor.rename(uid);
}
