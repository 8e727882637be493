/** The drawing: nodes and flows of the document in React Flow, and what is dragged on it. */
import { ReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, useRef } from "react";
import { Arrowheads } from "@/entities/drawing/edges/Arrowheads";
import { CardNode } from "@/entities/drawing/nodes/CardNode";
import { FrameNode } from "@/entities/drawing/nodes/FrameNode";
import { ZOOMS } from "@/model/canvas/initialViewport";
import { isOverview } from "@/model/canvas/virtualization";
import { PathLayer } from "../attackPath/PathLayer";
import type { EditorState } from "../editorState/editorState";
import { RemoteCursors } from "../presence/RemoteCursors";
import { Background } from "./Background";
import classes from "./canvas.module.css";
import { useCanvasPointer } from "./canvasPointer";
import { DragLayer } from "./DragLayer";
import { Edges } from "./edges/Edges";
import { GestureLayer } from "./gestures/GestureLayer";
import { Handles } from "./gestures/Handles";
import { Minimap } from "./Minimap";
import { OverviewRaster } from "./overview/OverviewRaster";
import { useInitialView } from "./useInitialView";
import { useMarquee } from "./useMarquee";
import { useMountedNodes } from "./useMountedNodes";
import { useRenderedGraph } from "./useRenderedGraph";

// Outside the component: React Flow remounts every node when these change.
const NODE_TYPES = { card: CardNode, frame: FrameNode };
const MARQUEE_KEY = "Shift";

export function Canvas({ editor }: { editor: EditorState }) {
  const { canvas, document, narrow } = editor;
  const detail = useStore(({ transform }) => detailAt(transform[2], canvas.nodes.length));
  const room = useRef<HTMLDivElement>(null);
  const opening = useInitialView(room, editor);
  const marquee = useMarquee(editor);
  const { nodes, lifted, still } = useRenderedGraph(editor, marquee.caught);
  const pointer = useCanvasPointer(editor);
  const shown = useMountedNodes(editor, still.nodes, detail === "far");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the outline and its menu do the same by keyboard
    <div
      ref={room}
      className={classes.canvas}
      data-canvas=""
      data-detail={detail}
      data-editable={document.canEdit || undefined}
      style={{ "--away": shown.away } as CSSProperties}
      onPointerDown={pointer.onPointerDown}
      onPointerMove={pointer.onPointerMove}
      onPointerLeave={pointer.onPointerLeave}
      onDoubleClick={pointer.onDoubleClick}
    >
      <Arrowheads />
      {opening && (
        <ReactFlow
          {...opening}
          {...pointer.flow}
          {...marquee.flow}
          aria-label="Drawing of the architecture"
          aria-description="The outline lists its elements as a tree: O shows it, F6 leads there."
          tabIndex={0}
          data-page-start
          nodes={shown.nodes}
          nodeTypes={NODE_TYPES}
          minZoom={ZOOMS.least}
          maxZoom={ZOOMS.most}
          zIndexMode="manual"
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
          <Background bounds={shown.bounds} />
          {shown.picture ? <OverviewRaster {...still} /> : <Edges {...still} />}
          {lifted && <DragLayer lifted={lifted} nodes={nodes} />}
          {editor.path && <PathLayer editor={editor} path={editor.path} />}
          <GestureLayer editSnapshot={editor.editSnapshot} />
          {document.canEdit && <Handles editor={editor} />}
          <RemoteCursors editor={editor} />
          {!narrow && <Minimap nodes={canvas.nodes} />}
        </ReactFlow>
      )}
    </div>
  );
}

/** Return how much of a node is readable at this zoom. */
function detailAt(zoom: number, nodes: number): "near" | "mid" | "low" | "far" {
  if (isOverview(zoom, nodes)) return "far";
  if (zoom < 0.52) return "low";
  return zoom < 0.78 ? "mid" : "near";
}
