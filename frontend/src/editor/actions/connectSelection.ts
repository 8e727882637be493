import { newFlow } from "../../model/board";
import { mayFlow } from "../../model/nesting";
import { chosenElements } from "./chosen";
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
  const [uid, ...more] = chosenElements(editor);
  const kind = editor.tree.byUid.get(uid ?? "")?.kind;
  const may = more.length === 0 && kind !== undefined && mayFlow(editor.board.kinds, kind);
  return may ? (uid ?? null) : null;
}

/** Draw a flow and select it, so that its protocol can be said. */
export function connect(editor: ActionTarget, from: string, to: string): void {
  const name = (uid: string): string => editor.tree.byUid.get(uid)?.name ?? uid;
  const { uid, ops } = newFlow(from, to);
  editor.edit(ops, `Connect ${name(from)} to ${name(to)}`);
  editor.select(uid);
}
