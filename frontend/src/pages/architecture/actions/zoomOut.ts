import type { EditorAction } from "./types";

export const zoomOut: EditorAction = {
  label: "Zoom out",
  keys: ["-"],
  run: (editor) => editor.view.zoomOut(),
};
