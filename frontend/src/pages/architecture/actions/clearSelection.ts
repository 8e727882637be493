import type { EditorAction } from "./types";

export const clearSelection: EditorAction = {
  label: "Close the inspector",
  keys: ["Escape"],
  run: (editor) => editor.select(null),
};
