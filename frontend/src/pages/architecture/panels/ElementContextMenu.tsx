/** The menu of an element, opened by the right button, by the menu key in the outline, or from the bar. */
import { Menu } from "@mantine/core";
import { SELECTION_ACTIONS } from "../actions";
import { deleteSelection } from "../actions/deleteSelection";
import type { ActionTarget, EditorAction } from "../actions/types";
import type { EditorState } from "../editorState/editorState";
import { ActionItem } from "./ActionItem";

/** Not a key pressed elsewhere, as by default: the press that opens the menu would close it again. */
const OUTSIDE = ["mousedown", "touchstart"];

export function ElementContextMenu({ editor }: { editor: EditorState }) {
  const { menu, closeMenu, document } = editor;
  if (!menu) return null;
  const target = actingOn(editor, menu.uid);
  const usable = (action: EditorAction | null): boolean =>
    action === null ||
    ((document.canEdit || !action.edits) &&
      (action === deleteSelection || (action.applies?.(target) ?? true)));
  return (
    <Menu
      opened
      onClose={closeMenu}
      position="bottom-start"
      width={230}
      returnFocus
      clickOutsideEvents={OUTSIDE}
    >
      <Menu.Target>
        <span style={{ position: "fixed", left: menu.at.x, top: menu.at.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {SELECTION_ACTIONS.filter(usable).map((action, index, all) =>
          action ? (
            <ActionItem
              key={action.label}
              action={action}
              editor={target}
              autoFocus={index === 0}
            />
          ) : (
            <Menu.Divider key={`after ${all[index - 1]?.label}`} />
          ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Return the editor as if this element was selected, unless it is among several that are. */
export function actingOn(editor: EditorState, uid: string): ActionTarget {
  if (editor.selected.includes(uid)) return editor;
  const element = editor.tree.byUid.get(uid);
  const selection = element ? ({ type: "element", uid, id: element.id, element } as const) : null;
  return { ...editor, selection, selected: [uid] };
}
