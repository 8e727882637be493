/** The drawing: nodes and flows of the document in React Flow, and what is dragged on it. */
import { ReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, useEffect, useRef } from "react";
import { VISIBLE_ONLY_ABOVE } from "../model/canvas";
import { useCanvasPointer } from "./canvasPointer";
import { Arrowheads } from "./edges/Arrowheads";
import { FarLines } from "./edges/FarLines";
import { Lines } from "./edges/Lines";
import classes from "./editor.module.css";
import { GestureLayer } from "./gestures/GestureLayer";
import { Handles } from "./gestures/Handles";
import { CardNode } from "./nodes/CardNode";
import { FrameNode } from "./nodes/FrameNode";
import { Overview } from "./Overview";
import { Together } from "./people/Together";
import type { EditorState } from "./useEditor";
import { useMarquee } from "./useMarquee";
import { useOpening } from "./useOpening";
import { useSeen } from "./useSeen";

// Outside the component: React Flow remounts every node when these change.
const NODE_TYPES = { card: CardNode, frame: FrameNode };
const MARQUEE_KEY = "Shift";

export function Canvas({ editor }: { editor: EditorState }) {
  const { canvas, document, parts, narrow } = editor;
  const detail = useStore((store) => detailAt(store.transform[2]));
  const plain = detail === "far" || detail === "tiny";
  // Boundaries keep their names however far away; in steps, so that zooming restyles rarely.
  const away = useStore(({ transform: [, , zoom] }) => (zoom < TINY ? Math.ceil(1 / zoom) : 1));
  const room = useRef<HTMLDivElement>(null);
  const opening = useOpening(room, editor);
  const marquee = useMarquee(editor);
  const { nodes, edges } = useSeen(editor, marquee.caught);
  const pointer = useCanvasPointer(editor);
  useEffect(() => parts.plain.set(plain), [parts, plain]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the outline and its menu do the same by keyboard
    <div
      ref={room}
      className={classes.canvas}
      data-canvas=""
      data-detail={detail}
      data-editable={document.canEdit || undefined}
      style={{ "--away": away } as CSSProperties}
      onPointerDown={pointer.onPointerDown}
      onDoubleClick={pointer.onDoubleClick}
    >
      <Arrowheads />
      {opening && (
        <ReactFlow
          {...opening}
          {...pointer.flow}
          {...marquee.flow}
          nodes={nodes}
          nodeTypes={NODE_TYPES}
          minZoom={0.05}
          maxZoom={2.5}
          zIndexMode="manual"
          onlyRenderVisibleElements={nodes.length > VISIBLE_ONLY_ABOVE}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode={MARQUEE_KEY}
          multiSelectionKeyCode={null}
          onMoveStart={(event) => event && editor.follow(null)}
          attributionPosition="bottom-left"
        >
          {plain ? <FarLines nodes={nodes} edges={edges} /> : <Lines nodes={nodes} edges={edges} />}
          <GestureLayer board={editor.board} />
          {document.canEdit && <Handles editor={editor} />}
          <Together editor={editor} />
          {!narrow && <Overview nodes={canvas.nodes} />}
        </ReactFlow>
      )}
    </div>
  );
}

const TINY = 0.2;

/** Return how much of a node is readable at this zoom. */
function detailAt(zoom: number): "near" | "mid" | "low" | "far" | "tiny" {
  if (zoom < TINY) return "tiny";
  if (zoom < 0.26) return "far";
  if (zoom < 0.52) return "low";
  return zoom < 0.78 ? "mid" : "near";
}
