/** What is known of the selected element or flow: beside the canvas, or as a sheet from below on a phone. */

import { Drawer } from "@mantine/core";
import { isStored } from "@/model/graph/snapshot";
import { DrawerRoot } from "@/ui/Drawer";
import type { EditorState } from "../editorState/editorState";
import type { Selection } from "../editorState/selection";
import { ElementPanel } from "./ElementPanel";
import { FlowPanel } from "./FlowPanel";
import classes from "./inspector.module.css";
import { RelationPanel } from "./RelationPanel";
import { UnsavedPanel } from "./UnsavedPanel";

interface InspectorProps {
  model: string;
  editor: EditorState;
}

export function Inspector(props: InspectorProps) {
  const { editor } = props;
  const { selection } = editor;
  if (!selection) return null;
  const name = nameOf(selection);
  const panel = <Panel {...props} key={selection.uid} />;
  if (!editor.narrow) {
    return (
      <aside
        className={classes.inspector}
        aria-label={`Inspector: ${name}`}
        data-inspector=""
        data-subject={selection.uid}
        data-uid={selection.uid}
        tabIndex={-1}
      >
        {panel}
      </aside>
    );
  }
  // On a phone the sheet would cover what is being drawn; the bar of the selection opens it.
  if (editor.document.canEdit && !editor.detailsShown) return null;
  const close = (): void => {
    editor.showDetails(false);
    if (!editor.document.canEdit) editor.select(null);
  };
  return (
    <DrawerRoot opened onClose={close} position="bottom" size="72%" padding={0}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={`Inspector: ${name}`} className={classes.sheet}>
        <Drawer.Body className={classes.sheetBody} data-subject={selection.uid}>
          {panel}
        </Drawer.Body>
      </Drawer.Content>
    </DrawerRoot>
  );
}

function nameOf(selection: Selection): string {
  if (selection.type === "element") return selection.element.name;
  return selection.type === "flow" ? "Data flow" : "Relation";
}

function Panel({ model, editor }: InspectorProps) {
  const { selection } = editor;
  if (!selection) return null;
  if (selection.type === "relation")
    return <RelationPanel editor={editor} relation={selection.relation} />;
  if (!isStored(selection)) return <UnsavedPanel editor={editor} selection={selection} />;
  if (selection.type === "flow") {
    return <FlowPanel model={model} editor={editor} flow={selection.flow} />;
  }
  return <ElementPanel model={model} editor={editor} element={selection.element} />;
}
