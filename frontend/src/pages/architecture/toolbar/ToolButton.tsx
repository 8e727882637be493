/** One action of the editor as a button with a sign. */
import { ActionIcon, Tooltip } from "@mantine/core";
import type { IconPlus } from "@tabler/icons-react";
import { keyText } from "@/ui/shortcuts";
import type { EditorAction } from "../actions/types";
import type { EditorState } from "../editorState/editorState";
import classes from "./toolbar.module.css";

interface ToolProps {
  action: EditorAction;
  editor: EditorState;
  icon: typeof IconPlus;
  pressed?: boolean;
  disabled?: boolean;
  /** What it would do now, where that says more than the action's label: "Undo: Move api". */
  label?: string;
}

export function ToolButton({ action, editor, icon: Glyph, pressed, disabled, label }: ToolProps) {
  const words = label ?? action.label;
  return (
    <Tooltip label={`${words} (${keyText(action.keys[0] ?? "")})`}>
      <ActionIcon
        className={classes.tool}
        variant="default"
        size={34}
        aria-label={words}
        aria-pressed={pressed}
        // Not `disabled`: the button keeps the focus when its last step is taken back.
        aria-disabled={disabled}
        data-disabled={disabled || undefined}
        onClick={() => !disabled && action.run(editor)}
      >
        <Glyph size={17} stroke={1.7} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}
