/** Adds an element: beside or into what is selected, at a point, or where a person chooses. */

import type { Point } from "@/geometry/geometry";
import { flowProblem, mayHold } from "@/model/canvas/containmentRules";
import { additionNear, newFlow } from "@/model/canvas/editOps";
import { placeOf } from "@/model/canvas/editSnapshot";
import { holderAt, holderFrom } from "@/model/canvas/nodeHitTest";
import type { Product } from "@/model/canvas/palette";
import { flowAdvice } from "@/model/canvas/possibleConnections";
import { toast } from "@/ui/toast";
import type { PickerRequest } from "../editorState/picker";
import type { ActionTarget, EditorAction } from "./types";

/** Where a new element comes to be. */
export interface Spot {
  /** What holds it; null is the canvas. */
  parent: string | null;
  at: Point;
}

type Adding = Omit<Extract<PickerRequest, { type: "add" }>, "type">;

export const addHere: EditorAction = {
  label: "Add an element",
  keys: ["n"],
  edits: true,
  run: (editor) => editor.pick({ type: "add", ...unpointed(editor) }),
};

function unpointed(editor: ActionTarget): Adding {
  return { at: editor.view.middle(), here: false, from: null };
}

const BESIDE = 40;

/**
 * Return where a new element of this kind goes: to the point where one was asked for; else into what is selected when
 * that takes the kind unasked, else beside it in what is around it; else to the middle of what is seen.
 *
 * `into` is a place that a person has chosen; what may not hold the kind stands for the nearest around it that does.
 */
export function spotFor(
  editor: ActionTarget,
  kind: string,
  { at, here, from }: Adding = unpointed(editor),
  into?: string | null,
): Spot {
  const { editSnapshot, selection, canvas } = editor;
  if (into !== undefined) return chosenSpot(editor, kind, at, into);
  if (here || from !== null || selection?.type !== "element")
    return { parent: holderAt(editSnapshot, canvas.nodes, kind, at), at };
  const parent = holderFrom(editSnapshot, selection.uid, kind);
  if (parent === selection.uid) return { parent, at: middleOf(editor, parent) };
  const { x, y, width, height } = placeOf(editSnapshot, selection.uid);
  return { parent, at: { x: x + width * 1.5 + BESIDE, y: y + height / 2 } };
}

function chosenSpot(editor: ActionTarget, kind: string, at: Point, into: string | null): Spot {
  const { editSnapshot, tree } = editor;
  if (into === null) return { parent: null, at };
  const isPlace = mayHold(editSnapshot.kinds, tree.byUid.get(into)?.kind ?? "", kind);
  const parent = isPlace ? into : holderFrom(editSnapshot, into, kind);
  return { parent, at: parent === null ? at : middleOf(editor, parent) };
}

function middleOf({ editSnapshot }: ActionTarget, uid: string): Point {
  const { x, y, width, height } = placeOf(editSnapshot, uid);
  return { x: x + width / 2, y: y + height / 2 };
}

/** Add an element of the kind, or a product, there; with `from`, a flow leads there. */
export function addElement(
  editor: ActionTarget,
  kind: string,
  { parent, at }: Spot,
  { from = null, product = null }: { from?: string | null; product?: Product | null } = {},
): void {
  const { editSnapshot, tree } = editor;
  const { uid, name, ops } = additionNear(editSnapshot, kind, parent, at, product);
  const end = { ...tree.byUid.get(from ?? ""), uid, kind } as never;
  const joins =
    from !== null && flowProblem(editSnapshot.kinds, tree.byUid.get(from), end) === null;
  const flow = joins ? newFlow(from, uid).ops : [];
  const place = parent === null ? "" : ` to ${tree.byUid.get(parent)?.name}`;
  editor.edit([...ops, ...flow], `Add ${name}${place}`);
  editor.select(uid);
  editor.rename(uid);
  const source = joins ? tree.byUid.get(from) : undefined;
  const advice = source && flowAdvice(editSnapshot.kinds, [], source, { uid, kind, name });
  if (advice) toast.info(advice);
}
