/** An action as a line of a menu, with its key. */
import { Menu } from "@mantine/core";
import { keyText } from "@/ui/shortcuts";
import type { ActionTarget, EditorAction } from "../actions/types";
import classes from "./selectionBar.module.css";

interface ActionItemProps {
  action: EditorAction;
  editor: ActionTarget;
  /** It has the focus when its menu opens. */
  autoFocus?: boolean;
}

export function ActionItem({ action, editor, autoFocus }: ActionItemProps) {
  return (
    <Menu.Item
      rightSection={<span className={classes.keys}>{keyWords(action)}</span>}
      {...(action.label === "Delete" ? { color: "danger" } : {})}
      data-autofocus={autoFocus || undefined}
      onClick={() => action.run(editor)}
    >
      {action.label}
    </Menu.Item>
  );
}

/** Return the first key of an action as people write it: "Ctrl D". */
export function keyWords({ keys }: EditorAction): string {
  return keyText(keys[0] ?? "");
}
