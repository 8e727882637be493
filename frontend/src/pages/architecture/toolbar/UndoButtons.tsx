/** The way back and forth through one's own steps. A viewer, who makes none, does not see it. */
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { redo } from "../actions/redo";
import { undo } from "../actions/undo";
import type { EditorState } from "../editorState/editorState";
import { ToolButton } from "./ToolButton";
import classes from "./toolbar.module.css";

export function UndoButtons({ editor }: { editor: EditorState }) {
  const { canEdit, undoLabel, redoLabel } = editor.document;
  if (!canEdit) return null;
  return (
    <div className={classes.pair}>
      <ToolButton
        action={undo}
        editor={editor}
        icon={IconArrowBackUp}
        disabled={undoLabel === null}
        label={undoLabel === null ? "Nothing to undo" : `Undo: ${undoLabel}`}
      />
      <ToolButton
        action={redo}
        editor={editor}
        icon={IconArrowForwardUp}
        disabled={redoLabel === null}
        label={redoLabel === null ? "Nothing to redo" : `Redo: ${redoLabel}`}
      />
    </div>
  );
}
