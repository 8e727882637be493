import type { EditorAction } from "./types";

export const togglePalette: EditorAction = {
  label: "Show or hide the palette",
  keys: ["p"],
  edits: true,
  run: (editor) => editor.togglePalette(),
};
