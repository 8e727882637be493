import { moveIntoOps } from "@/model/canvas/editOps";
import { hasElements, nameOf, selectedElements } from "./selectionQueries";
import type { ActionTarget, EditorAction } from "./types";

export const moveSelectionInto: EditorAction = {
  label: "Move into…",
  keys: ["m"],
  edits: true,
  applies: hasElements,
  run: (editor) => editor.pick({ type: "into", uids: selectedElements(editor) }),
};

/** Put elements into another one; null is the canvas itself. */
export function moveInto(
  editor: ActionTarget,
  uids: readonly string[],
  parent: string | null,
): void {
  const place = parent === null ? "onto the canvas" : `into ${editor.tree.byUid.get(parent)?.name}`;
  editor.edit(
    moveIntoOps(editor.editSnapshot, uids, parent),
    `Move ${nameOf(editor, uids)} ${place}`,
  );
}
