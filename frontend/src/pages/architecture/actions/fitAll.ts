import type { EditorAction } from "./types";

export const fitAll: EditorAction = {
  label: "Show the whole architecture",
  keys: ["f"],
  run: (editor) => editor.view.fit(),
};
