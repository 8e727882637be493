import type { EditorAction } from "./types";

export const undo: EditorAction = {
  label: "Undo",
  keys: ["mod+z"],
  run: (editor) => editor.document.undo(),
};
