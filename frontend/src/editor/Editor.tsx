/** The canvas with the outline on its left and the inspector on its right. */
import { Drawer } from "@mantine/core";
import { ReactFlowProvider } from "@xyflow/react";
import type { Kinds } from "../model/kinds";
import { Canvas } from "./Canvas";
import classes from "./editor.module.css";
import { CanvasToolbar } from "./panels/CanvasToolbar";
import { ElementSearch } from "./panels/ElementSearch";
import { Inspector } from "./panels/Inspector";
import { Outline } from "./panels/Outline";
import { fieldHandlers, PeersContext } from "./people/FieldPresence";
import { PeopleBanner } from "./people/PeopleBanner";
import type { Document } from "./useDocument";
import { type EditorState, useEditor } from "./useEditor";

export interface EditorProps {
  model: string;
  document: Document;
}

export function Editor(props: EditorProps) {
  return (
    <ReactFlowProvider>
      <EditorPanes {...props} />
    </ReactFlowProvider>
  );
}

function EditorPanes({ model, document }: EditorProps) {
  const { snapshot, kinds } = document;
  const editor = useEditor(document);
  return (
    <PeersContext value={document.peers}>
      <div
        className={classes.editor}
        data-outline={editor.outlineShown || undefined}
        {...fieldHandlers(document.show)}
      >
        <OutlinePane editor={editor} kinds={kinds} />
        <section className={classes.stage} aria-label="Canvas">
          <Canvas snapshot={snapshot} kinds={kinds} editor={editor} />
          <CanvasToolbar editor={editor} />
          <PeopleBanner editor={editor} />
        </section>
        <Inspector model={model} editor={editor} kinds={kinds} />
        <ElementSearch editor={editor} kinds={kinds} />
      </div>
    </PeersContext>
  );
}

function OutlinePane({ editor, kinds }: { editor: EditorState; kinds: Kinds }) {
  const outline = <Outline editor={editor} kinds={kinds} />;
  if (!editor.outlineShown) return null;
  if (!editor.narrow) return <aside className={classes.outline}>{outline}</aside>;
  return (
    <Drawer opened onClose={editor.toggleOutline} title="Outline" size="85%" padding={0}>
      {outline}
    </Drawer>
  );
}
