import type { EditorAction } from "./types";

export const redo: EditorAction = {
  label: "Redo",
  keys: ["mod+shift+z", "mod+y"],
  run: (editor) => editor.document.redo(),
};
