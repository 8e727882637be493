/** Adds an element: into what is selected, or in the middle of what is seen. */
import { addition, newFlow, placeOf } from "../../model/board";
import type { Point } from "../../model/geometry";
import { flowProblem } from "../../model/nesting";
import { holderAt, holderFrom } from "../gestures/hit";
import type { ActionTarget, EditorAction } from "./types";

export const addHere: EditorAction = {
  label: "Add an element",
  keys: ["n"],
  edits: true,
  run: (editor) => editor.pick({ type: "add", at: editor.view.middle(), here: false, from: null }),
};

/** Add to the selected element, or to the nearest around it that may hold the kind. */
export function addElement(editor: ActionTarget, kind: string): void {
  const { board, selection, canvas } = editor;
  if (selection?.type === "element") {
    const parent = holderFrom(board, selection.uid, kind);
    const { x, y, width, height } = placeOf(board, parent ?? selection.uid);
    const beside = parent === null ? width + 40 : 0;
    add(editor, kind, parent, { x: x + width / 2 + beside, y: y + height / 2 });
    return;
  }
  const middle = editor.view.middle();
  add(editor, kind, holderAt(board, canvas.nodes, kind, middle), middle);
}

/** Add at a point; with `from`, a flow leads there. */
export function addAt(editor: ActionTarget, kind: string, at: Point, from: string | null): void {
  add(editor, kind, holderAt(editor.board, editor.canvas.nodes, kind, at), at, from);
}

function add(
  editor: ActionTarget,
  kind: string,
  parent: string | null,
  at: Point,
  from: string | null = null,
): void {
  const { board, tree } = editor;
  const { uid, name, ops } = addition(board, kind, parent, at);
  const end = { ...tree.byUid.get(from ?? ""), uid, kind } as never;
  const joins = from !== null && flowProblem(board.kinds, tree.byUid.get(from), end) === null;
  const flow = joins ? newFlow(from, uid).ops : [];
  const place = parent === null ? "" : ` to ${tree.byUid.get(parent)?.name}`;
  editor.edit([...ops, ...flow], `Add ${name}${place}`);
  editor.select(uid);
  editor.rename(uid);
}
