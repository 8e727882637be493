import { isOnDrawing } from "./chosen";
import type { EditorAction } from "./types";

export const selectAll: EditorAction = {
  label: "Select everything",
  keys: ["mod+a"],
  applies: (editor) => editor.canvas.nodes.length > 0 && isOnDrawing(),
  run: (editor) => {
    const outside = editor.canvas.nodes.filter((node) => node.data.parent === null);
    editor.selectMany(outside.map((node) => node.id));
    editor.announce(`${outside.length} elements selected, with all inside them`);
  },
};
