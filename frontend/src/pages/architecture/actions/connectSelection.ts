import type { Point } from "@/geometry/geometry";
import {
  type Connection,
  connected,
  connectionsBetween,
  flowAdvice,
  mayConnect,
} from "@/model/canvas/possibleConnections";
import { undoToast } from "@/ui/undoToast";
import { selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const connectSelection: EditorAction = {
  label: "Connect to…",
  keys: ["c"],
  edits: true,
  applies: (editor) => source(editor) !== null,
  run: (editor) => {
    const from = source(editor);
    if (from) editor.pick({ type: "connect", from });
  },
};

function source(editor: ActionTarget): string | null {
  const [uid, ...more] = selectedElements(editor);
  const kind = editor.tree.byUid.get(uid ?? "")?.kind;
  const may =
    more.length === 0 && kind !== undefined && mayConnect(editor.editSnapshot.kinds, kind);
  return may ? (uid ?? null) : null;
}

/** Connect in the one way there is, or ask in which: at a point of the screen, or in the list that was open. */
export function connect(editor: ActionTarget, from: string, to: string, at: Point | null): void {
  const [only, ...more] = connectionsBetween(editor.editSnapshot, from, to);
  if (!only) return;
  if (more.length === 0) connectBy(editor, only, from, to);
  else if (at) editor.offerConnections({ from, to, at });
  else editor.pick({ type: "way", from, to });
}

/** Draw the flow or relation and select it, so that more can be said of it. */
export function connectBy(
  editor: ActionTarget,
  { type, label }: Connection,
  from: string,
  to: string,
): void {
  const name = (uid: string): string => editor.tree.byUid.get(uid)?.name ?? uid;
  const { uid, ops } = connected(type, from, to);
  const advice = type === "flow" ? adviceOn(editor, from, to) : null;
  const words = type === "flow" ? "" : `, ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  editor.edit(ops, `Connect ${name(from)} to ${name(to)}${words}`);
  editor.select(uid);
  if (advice) undoToast(advice, editor.document.undo);
}

function adviceOn({ editSnapshot, tree }: ActionTarget, from: string, to: string): string | null {
  const [source, destination] = [tree.byUid.get(from), tree.byUid.get(to)];
  if (!source || !destination) return null;
  return flowAdvice(editSnapshot.kinds, editSnapshot.snapshot.flows, source, destination);
}
