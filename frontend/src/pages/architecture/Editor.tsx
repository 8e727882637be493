/** The canvas with the palette and the outline on its left and the inspector on its right. */

import { ReactFlowProvider } from "@xyflow/react";
import { type ReactNode, useEffect, useState } from "react";
import { CommentCounts } from "@/entities/comments/CommentCounts";
import { useLinkedComment } from "@/entities/comments/useLinkedComment";
import { CanvasProvider, CanvasState } from "@/entities/drawing/CanvasContext";
import { isFiltered } from "@/model/canvas/filterMatches";
import { preloadChunks } from "@/ui/codeLoading";
import { Drawer } from "@/ui/Drawer";
import { Announcer } from "./Announcer";
import { PathPlayer } from "./attackPath/PathPlayer";
import { Canvas } from "./canvas/Canvas";
import classes from "./editor.module.css";
import type { Document } from "./editorState/useDocument";
import { CollapseSuggestion } from "./panels/CollapseSuggestion";
import { ConnectMenu } from "./panels/ConnectMenu";
import { EditorPickerDialog } from "./panels/EditorPickerDialog";
import { ElementContextMenu } from "./panels/ElementContextMenu";
import { ElementSearch } from "./panels/ElementSearch";
import { EmptyCanvas } from "./panels/EmptyCanvas";
import { Inspector } from "./panels/Inspector";
import { Outline } from "./panels/Outline";
import { Palette } from "./panels/Palette";
import { SelectionBar } from "./panels/SelectionBar";
import { PeersContext } from "./presence/FieldPresence";
import { LeaderFrame } from "./presence/LeaderFrame";
import { CanvasToolbar } from "./toolbar/CanvasToolbar";
import { useEditor } from "./useEditor";

export interface EditorProps {
  model: string;
  document: Document;
}

export function Editor(props: EditorProps) {
  const [parts] = useState(() => new CanvasState());
  return (
    <CanvasProvider value={parts}>
      {/* Told here too: nodes are taken in before the canvas says so, and what is selected would cover what it holds. */}
      <ReactFlowProvider zIndexMode="manual">
        <EditorPanes {...props} parts={parts} />
      </ReactFlowProvider>
    </CanvasProvider>
  );
}

function EditorPanes({ model, document, parts }: EditorProps & { parts: CanvasState }) {
  const editor = useEditor(model, document, parts);
  const { narrow } = editor;
  useLinkedComment(() => editor.showDetails(true));
  useLoadedAhead();
  return (
    <PeersContext value={document.peers}>
      <CommentCounts model={model}>
        <div
          className={classes.editor}
          data-outline={editor.outlineShown || undefined}
          data-path={editor.path !== null || undefined}
        >
          {editor.outlineShown && (
            <Pane title="Outline" narrow={narrow} onClose={editor.toggleOutline}>
              <Outline editor={editor} />
            </Pane>
          )}
          {editor.paletteShown && document.canEdit && (
            <Pane title="Palette" narrow={narrow} onClose={editor.togglePalette}>
              <Palette editor={editor} />
            </Pane>
          )}
          <section
            className={classes.stage}
            aria-label="Canvas"
            data-filtered={isFiltered(editor.filters) || undefined}
          >
            <Canvas editor={editor} />
            <EmptyCanvas editor={editor} />
            <CanvasToolbar editor={editor} />
            <CollapseSuggestion editor={editor} />
            <LeaderFrame editor={editor} />
            <SelectionBar editor={editor} />
          </section>
          <PathPlayer editor={editor} />
          <Inspector model={model} editor={editor} />
          <ElementSearch editor={editor} />
          <EditorPickerDialog editor={editor} />
          <ConnectMenu editor={editor} />
          <ElementContextMenu editor={editor} />
          <Announcer words={editor.announced} />
        </div>
      </CommentCounts>
    </PeersContext>
  );
}

/** Once all is drawn, what opens on demand is loaded too, so that work goes on without a connection. */
const AHEAD_AFTER_MS = 4_000;

function useLoadedAhead(): void {
  useEffect(() => {
    const timer = setTimeout(() => void preloadChunks(), AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
}

interface PaneProps {
  title: "Outline" | "Palette";
  narrow: boolean;
  onClose: () => void;
  children: ReactNode;
}

function Pane({ title, narrow, onClose, children }: PaneProps) {
  if (!narrow) {
    const className = title === "Palette" ? classes.palette : classes.outline;
    return (
      <aside className={className} aria-label={title}>
        {children}
      </aside>
    );
  }
  return (
    <Drawer opened onClose={onClose} title={title} size="85%" padding={0}>
      {children}
    </Drawer>
  );
}
