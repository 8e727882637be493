import type { EditorAction } from "./types";

export const openElementSearch: EditorAction = {
  label: "Find an element",
  keys: ["/", "mod+k"],
  run: (editor) => editor.openSearch(),
};
