/** What nodes of the canvas ask for, done with the editor as it is then. */
import { useEffect } from "react";
import { renameOps } from "./actions/renameSelection";
import { toggledCollapse } from "./actions/toggleCollapse";
import type { EditorState } from "./editorState/editorState";
import { focusElement } from "./editorState/useFocusRestore";

export function useCanvasCommands(editor: EditorState): void {
  const { parts } = editor;
  useEffect(() => {
    parts.commands = {
      rename: (uid, name) => editor.edit(renameOps(uid, name), `Rename to ${name}`),
      toggle: (uid) => toggledCollapse(editor, [uid]),
      goOnWith: (uid) => focusElement(editor, uid),
    };
  });
}
