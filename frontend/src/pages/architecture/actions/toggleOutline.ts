import { isOnCanvas } from "./selectionQueries";
import type { EditorAction } from "./types";

export const toggleOutline: EditorAction = {
  label: "Show or hide the outline",
  keys: ["o"],
  run: (editor) => {
    // Who presses its button stays there.
    const goesThere = !editor.outlineShown && isOnCanvas();
    editor.toggleOutline();
    if (goesThere) editor.parts.wantedRow.set("");
  },
};
