import { revealed } from "../selection";
import type { EditorAction } from "./types";

export const revealSelection: EditorAction = {
  label: "Go to the selected element",
  keys: ["g g"],
  run: (editor) => {
    if (editor.selection) editor.view.reveal(revealed(editor.snapshot, editor.selection.uid));
  },
};
