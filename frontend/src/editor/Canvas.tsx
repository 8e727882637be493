/** The drawing: nodes and flows of the snapshot in React Flow, read-only. */
import { type Edge, type Node, ReactFlow, type ReactFlowProps, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, useLayoutEffect, useMemo, useRef, useState } from "react";
import { buildCanvas, type Canvas as Drawing, VISIBLE_ONLY_ABOVE } from "../model/canvas";
import { emphasised, selectionOf } from "../model/emphasis";
import { firstView } from "../model/firstView";
import type { Kinds } from "../model/kinds";
import type { Snapshot } from "../model/snapshot";
import { Arrowheads } from "./edges/Arrowheads";
import { FlowEdge } from "./edges/FlowEdge";
import { RelationEdge } from "./edges/RelationEdge";
import classes from "./editor.module.css";
import { CardNode } from "./nodes/CardNode";
import { FrameNode } from "./nodes/FrameNode";
import { Overview } from "./Overview";
import { Together } from "./people/Together";
import { revealed } from "./selection";
import type { EditorState } from "./useEditor";

// Outside the component: React Flow remounts every node when these change.
const NODE_TYPES = { card: CardNode, frame: FrameNode };
const EDGE_TYPES = { flow: FlowEdge, relation: RelationEdge };

interface CanvasProps {
  snapshot: Snapshot;
  kinds: Kinds;
  editor: EditorState;
}

export function Canvas({ snapshot, kinds, editor }: CanvasProps) {
  const { canvas, nodes, edges } = useDrawing({ snapshot, kinds, editor });
  const detail = useStore((store) => detailAt(store.transform[2]));
  // Boundaries keep their names however far away; in steps, so that zooming restyles rarely.
  const away = useStore(({ transform: [, , zoom] }) => (zoom < TINY ? Math.ceil(1 / zoom) : 1));
  // React Flow reads the first view when it appears, so its room is measured before.
  const room = useRef<HTMLDivElement>(null);
  const [opening, setOpening] = useState<Opening | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view opens once, later it moves by what people do
  useLayoutEffect(() => {
    if (room.current) setOpening(openingOn(room.current, canvas, snapshot, editor));
  }, []);
  return (
    <div
      ref={room}
      className={classes.canvas}
      data-detail={detail}
      style={{ "--away": away } as CSSProperties}
    >
      <Arrowheads />
      {opening && (
        <ReactFlow
          {...opening}
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          minZoom={0.05}
          maxZoom={2.5}
          zIndexMode="manual"
          onlyRenderVisibleElements={nodes.length > VISIBLE_ONLY_ABOVE}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          onNodeClick={(_, node) => editor.select(node.id)}
          onEdgeClick={(_, edge) => edge.type === "flow" && editor.select(edge.id)}
          onMoveStart={(event) => event && editor.follow(null)}
          onPaneClick={() => editor.select(null)}
          attributionPosition="bottom-left"
        >
          <Together editor={editor} />
          {!editor.narrow && <Overview nodes={canvas.nodes} />}
        </ReactFlow>
      )}
    </div>
  );
}

const TINY = 0.2;
const SELECTED = { padding: 0.35, maxZoom: 1 };

type Opening = Pick<ReactFlowProps, "defaultViewport" | "fitView" | "fitViewOptions">;

/** Return what React Flow needs to open on what is selected, or on the drawing as a whole. */
function openingOn(
  room: HTMLElement,
  canvas: Drawing,
  snapshot: Snapshot,
  { selection }: EditorState,
): Opening {
  if (!selection) {
    const { clientWidth: width, clientHeight: height } = room;
    return { defaultViewport: firstView(canvas.nodes, { width, height }) };
  }
  const nodes = revealed(snapshot, selection.uid).map((id) => ({ id }));
  return { fitView: true, fitViewOptions: { ...SELECTED, nodes } };
}

/** Return the nodes and lines as they are drawn now, untouched ones with their identity kept. */
function useDrawing({ snapshot, kinds, editor }: CanvasProps): {
  canvas: Drawing;
  nodes: Node[];
  edges: Edge[];
} {
  const { tree, hidden, selection } = editor;
  const canvas = useMemo(() => buildCanvas(snapshot, kinds, hidden), [snapshot, kinds, hidden]);
  const uid = selection?.uid ?? null;
  const nodes = useMemo(
    () => canvas.nodes.map((node) => (node.id === uid ? { ...node, selected: true } : node)),
    [canvas, uid],
  );
  const edges = useMemo(
    () =>
      emphasised(
        canvas.edges,
        uid,
        uid !== null && tree.byUid.has(uid) ? selectionOf(tree, uid) : null,
      ),
    [canvas, tree, uid],
  );
  return { canvas, nodes, edges };
}

/** Return how much of a node is readable at this zoom. */
function detailAt(zoom: number): "near" | "mid" | "low" | "far" | "tiny" {
  if (zoom < TINY) return "tiny";
  if (zoom < 0.26) return "far";
  if (zoom < 0.52) return "low";
  return zoom < 0.78 ? "mid" : "near";
}
