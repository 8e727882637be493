import type { EditorAction } from "./types";

export const toggleOutline: EditorAction = {
  label: "Show or hide the outline",
  keys: ["o"],
  run: (editor) => editor.toggleOutline(),
};
