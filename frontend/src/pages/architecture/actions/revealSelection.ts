import type { EditorAction } from "./types";

export const revealSelection: EditorAction = {
  label: "Go to the selected element",
  keys: ["g g"],
  run: (editor) => {
    if (editor.selection) editor.select(editor.selection.uid, { reveal: true });
  },
};
