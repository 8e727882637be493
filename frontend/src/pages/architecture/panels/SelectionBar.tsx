/** What can be done with the selection, at the foot of the canvas. */
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import {
  IconArrowsMove,
  IconCopy,
  IconDots,
  IconFold,
  IconInfoCircle,
  IconLayoutAlignLeft,
  IconPencil,
  IconRoute,
  IconTrash,
} from "@tabler/icons-react";
import { ARRANGING_ACTIONS } from "../actions";
import { connectSelection } from "../actions/connectSelection";
import { deleteSelection } from "../actions/deleteSelection";
import { duplicateSelection } from "../actions/duplicateSelection";
import { moveSelectionInto } from "../actions/moveSelectionInto";
import { renameSelection } from "../actions/renameSelection";
import { nameOf, selectedElements } from "../actions/selectionQueries";
import { toggleCollapse } from "../actions/toggleCollapse";
import type { EditorAction } from "../actions/types";
import type { EditorState } from "../editorState/editorState";
import { ActionItem, keyWords } from "./ActionItem";
import classes from "./selectionBar.module.css";

const TOOLS: readonly [EditorAction, typeof IconPencil][] = [
  [renameSelection, IconPencil],
  [connectSelection, IconRoute],
  [moveSelectionInto, IconArrowsMove],
  [duplicateSelection, IconCopy],
  [toggleCollapse, IconFold],
  [deleteSelection, IconTrash],
];

export function SelectionBar({ editor }: { editor: EditorState }) {
  const { selected, document } = editor;
  if (selected.length === 0 || !document.canEdit) return null;
  const elements = selectedElements(editor);
  return (
    <div className={classes.bar} role="toolbar" aria-label="Selection">
      <span className={classes.name}>
        {elements.length > 0 ? nameOf(editor, elements) : lineWord(editor)}
      </span>
      {editor.narrow && editor.selection && (
        <ActionIcon size={32} aria-label="Details" onClick={() => editor.showDetails(true)}>
          <IconInfoCircle size={17} stroke={1.7} aria-hidden="true" />
        </ActionIcon>
      )}
      {TOOLS.map(([action, Glyph]) => (
        <Tool key={action.label} editor={editor} action={action} icon={Glyph} />
      ))}
      {elements.length > 1 && (
        <MoreMenu editor={editor} label="Align and distribute" icon={IconLayoutAlignLeft} />
      )}
      {elements.length > 0 && (
        <ActionIcon
          size={32}
          aria-label="More actions"
          onClick={(event) => {
            const { left, top } = event.currentTarget.getBoundingClientRect();
            editor.openMenu(elements[0] ?? "", { x: left, y: top });
          }}
        >
          <IconDots size={17} aria-hidden="true" />
        </ActionIcon>
      )}
    </div>
  );
}

function lineWord({ selection }: EditorState): string {
  return selection?.type === "relation" ? "Relation" : "Flow";
}

interface ToolProps {
  editor: EditorState;
  action: EditorAction;
  icon: typeof IconPencil;
}

function Tool({ editor, action, icon: Glyph }: ToolProps) {
  // The bar takes the focus from the canvas, which keys ask for.
  const applies = action === deleteSelection || (action.applies?.(editor) ?? true);
  if (!applies) return null;
  return (
    <Tooltip label={`${action.label} (${keyWords(action)})`}>
      <ActionIcon size={32} aria-label={action.label} onClick={() => action.run(editor)}>
        <Glyph size={17} stroke={1.7} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  );
}

interface MoreMenuProps {
  editor: EditorState;
  label: string;
  icon: typeof IconPencil;
}

function MoreMenu({ editor, label, icon: Glyph }: MoreMenuProps) {
  return (
    <Menu position="top">
      <Menu.Target>
        <ActionIcon size={32} aria-label={label}>
          <Glyph size={17} stroke={1.7} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ARRANGING_ACTIONS.map((action) => (
          <ActionItem key={action.label} action={action} editor={editor} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
