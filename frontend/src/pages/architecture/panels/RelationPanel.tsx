/** The inspector of one relation: what it says, and its two ends. */
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { KindIcon } from "@/entities/badges/KindIcon";
import { kindInfo } from "@/model/graph/elementKinds";
import { relationUid, type SnapshotRelation } from "@/model/graph/snapshot";
import { deleteSelection } from "../actions/deleteSelection";
import type { EditorState } from "../editorState/editorState";
import { PanelHeader } from "./PanelHeader";
import classes from "./panel.module.css";
import { relationLabel } from "./relationLabels";

interface RelationPanelProps {
  editor: EditorState;
  relation: SnapshotRelation;
}

export function RelationPanel({ editor, relation }: RelationPanelProps) {
  const { type, source, target } = relation;
  const name = (uid: string): string => editor.tree.byUid.get(uid)?.name ?? uid;
  return (
    <>
      <PanelHeader
        kind="relation"
        title={`${name(source)} → ${name(target)}`}
        uid={relationUid(relation)}
        onClose={() => editor.select(null)}
      >
        {relationLabel(type, "out")}. A relation, no data flow
      </PanelHeader>
      <section className={classes.section} aria-label="Ends">
        <ul className={classes.list}>
          {[source, target].map((uid, place) => (
            <li key={uid}>
              <End
                editor={editor}
                uid={uid}
                word={place === 0 ? "From" : relationLabel(type, "out")}
              />
            </li>
          ))}
        </ul>
      </section>
      {editor.document.canEdit && (
        <section className={classes.section}>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconTrash size={14} aria-hidden="true" />}
            onClick={() => deleteSelection.run(editor)}
          >
            Delete relation
          </Button>
        </section>
      )}
    </>
  );
}

function End({ editor, uid, word }: { editor: EditorState; uid: string; word: string }) {
  const element = editor.tree.byUid.get(uid);
  const kind = element?.kind ?? "boundary";
  return (
    <button
      type="button"
      className={classes.connection}
      onClick={() => editor.select(uid, { reveal: true })}
    >
      <span className={classes.relation}>{word}</span>
      <KindIcon kind={kind} size={15} />
      <span className={classes.connectionName}>{element?.name ?? uid}</span>
      <span className={classes.port}>{kindInfo(editor.document.kinds, kind).label}</span>
    </button>
  );
}
