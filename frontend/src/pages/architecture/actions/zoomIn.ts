import type { EditorAction } from "./types";

export const zoomIn: EditorAction = {
  label: "Zoom in",
  keys: ["+", "="],
  run: (editor) => editor.view.zoomIn(),
};
