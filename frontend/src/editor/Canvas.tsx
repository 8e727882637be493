/** The drawing: nodes and flows of the snapshot in React Flow, read-only. */
import { type Edge, MiniMap, type Node, ReactFlow, useStore } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { type CSSProperties, useMemo } from "react";
import { buildCanvas, type ElementData, VISIBLE_ONLY_ABOVE } from "../model/canvas";
import { emphasised, selectionOf } from "../model/emphasis";
import type { Kinds } from "../model/kinds";
import type { Snapshot } from "../model/snapshot";
import { Arrowheads } from "./edges/Arrowheads";
import { FlowEdge } from "./edges/FlowEdge";
import { RelationEdge } from "./edges/RelationEdge";
import classes from "./editor.module.css";
import { CardNode } from "./nodes/CardNode";
import { FrameNode } from "./nodes/FrameNode";
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
  const { nodes, edges } = useDrawing({ snapshot, kinds, editor });
  const detail = useStore((store) => detailAt(store.transform[2]));
  // Boundaries keep their names however far away; in steps, so that zooming restyles rarely.
  const away = useStore(({ transform: [, , zoom] }) => (zoom < TINY ? Math.ceil(1 / zoom) : 1));
  const start = editor.selection && revealed(snapshot, editor.selection.uid);
  return (
    <div
      className={classes.canvas}
      data-detail={detail}
      style={{ "--away": away } as CSSProperties}
    >
      <Arrowheads />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        fitView
        fitViewOptions={
          start ? { nodes: start.map((id) => ({ id })), padding: 0.35, maxZoom: 1 } : FIT
        }
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
        onPaneClick={() => editor.select(null)}
        attributionPosition="bottom-left"
      >
        {!editor.narrow && (
          <MiniMap
            className={classes.minimap}
            style={MINI}
            pannable
            zoomable
            ariaLabel="Overview of the canvas"
            nodeColor={miniColor}
            nodeStrokeColor={miniStroke}
            nodeStrokeWidth={3}
            nodeBorderRadius={4}
          />
        )}
      </ReactFlow>
    </div>
  );
}

const TINY = 0.2;
// React Flow measures the overview by its style, not by its class.
const MINI = { width: 168, height: 112 };
const FIT = { padding: 0.06, maxZoom: 1.1 };

/** Return the nodes and lines as they are drawn now, untouched ones with their identity kept. */
function useDrawing({ snapshot, kinds, editor }: CanvasProps): { nodes: Node[]; edges: Edge[] } {
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
  return { nodes, edges };
}

/** Return how much of a node is readable at this zoom. */
function detailAt(zoom: number): "near" | "mid" | "low" | "far" | "tiny" {
  if (zoom < TINY) return "tiny";
  if (zoom < 0.26) return "far";
  if (zoom < 0.52) return "low";
  return zoom < 0.78 ? "mid" : "near";
}

function miniColor(node: Node): string {
  const data = node.data as ElementData;
  if (node.type === "frame") return "var(--bh-mini-frame)";
  return data.worst ? `var(--bh-${data.worst})` : "var(--bh-border-strong)";
}

function miniStroke(node: Node): string {
  return node.type === "frame" ? "var(--bh-border-strong)" : "transparent";
}
