import { revealed } from "../editorState/selection";
import type { EditorAction } from "./types";

export const zoomToSelection: EditorAction = {
  label: "Zoom to the selection",
  keys: ["z"],
  applies: (editor) => editor.selected.length > 0,
  run: (editor) =>
    editor.view.reveal(editor.selected.flatMap((uid) => revealed(editor.snapshot, uid))),
};
