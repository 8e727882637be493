import type { EditorAction } from "./types";

export const findElement: EditorAction = {
  label: "Find an element",
  keys: ["/", "mod+k"],
  run: (editor) => editor.openSearch(),
};
