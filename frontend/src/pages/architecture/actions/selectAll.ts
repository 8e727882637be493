import { isOnDrawing } from "./selectionQueries";
import type { EditorAction } from "./types";

export const selectAll: EditorAction = {
  label: "Select everything",
  keys: ["mod+a"],
  applies: (editor) => editor.canvas.nodes.length > 0 && isOnDrawing(),
  run: (editor) => {
    const outside = editor.canvas.nodes.filter((node) => node.data.parent === null);
    editor.selectMany(outside.map((node) => node.id));
    const count = `${outside.length} ${outside.length === 1 ? "element" : "elements"}`;
    editor.announce(`${count} selected, with all inside ${outside.length === 1 ? "it" : "them"}`);
  },
};
