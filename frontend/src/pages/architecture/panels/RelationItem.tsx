/** One relation of the selected element: leads to the other end; editors delete it here. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ElementDetail } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import type { SnapshotRelation } from "@/model/graph/snapshot";
import { deleteRelation } from "../actions/deleteRelation";
import type { EditorState } from "../editorState/editorState";
import classes from "./panel.module.css";
import { relationLabel } from "./relationLabels";

type Related = ElementDetail["relations"][number];

interface RelationItemProps {
  editor: EditorState;
  /** The uid of the element whose relation it is. */
  uid: string;
  related: Related;
}

export function RelationItem({ editor, uid, related }: RelationItemProps) {
  const { type, direction, element } = related;
  const words = relationLabel(type, direction);
  const remove = `Delete: ${words} ${element.name}`;
  return (
    <li className={classes.related}>
      <button
        type="button"
        className={classes.connection}
        onClick={() => editor.select(element.uid, { reveal: true })}
      >
        <span className={classes.relation}>{words}</span>
        <KindIcon kind={element.kind} size={15} />
        <span className={classes.connectionName}>{element.name}</span>
      </button>
      {editor.document.canEdit && (
        <Tooltip label="Delete the relation">
          <ActionIcon
            size={28}
            aria-label={remove}
            onClick={() => deleteRelation(editor, relationBetween(uid, related))}
          >
            <IconTrash size={14} stroke={1.7} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  );
}

/** Return the relation as the drawing has it. */
export function relationBetween(uid: string, { type, direction, element }: Related) {
  const [source, target] = direction === "out" ? [uid, element.uid] : [element.uid, uid];
  return { type, source, target } satisfies SnapshotRelation;
}
