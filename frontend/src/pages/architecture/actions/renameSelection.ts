import type { Op } from "@/model/graph/ops";
import { selectedElements } from "./selectionQueries";
import type { EditorAction } from "./types";

export const renameSelection: EditorAction = {
  label: "Rename",
  keys: ["F2"],
  edits: true,
  applies: (editor) => editor.selected.length === 1 && selectedElements(editor).length === 1,
  run: (editor) => editor.rename(editor.selected[0] ?? null),
};

export function renameOps(uid: string, name: string): Op[] {
  return [{ op: "set", on: "element", uid, props: { name } }];
}
