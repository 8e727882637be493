/** The nodes and lines as they are drawn at the moment: the drawing with what is selected, dragged and stands out. */
import { useMemo } from "react";
import { useObservable } from "@/entities/drawing/CanvasContext";
import type { Rect } from "@/geometry/geometry";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { type DragLayer, dragLayerOf, withoutDragLayer } from "@/model/canvas/dragLayer";
import type { Match } from "@/model/canvas/filterMatches";
import type { Gesture } from "@/model/canvas/gesture";
import { DIM, drawnEdges } from "@/model/canvas/highlight";
import type { EditorState } from "../editorState/editorState";

export interface RenderedGraph {
  /** Where everything is at the moment. */
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  /** What of these is off the drawing, and how far; the rest of it is then at rest. */
  lifted: (DragLayer & { dx: number; dy: number }) | null;
  /** The drawing without that. */
  still: { nodes: CanvasNode[]; edges: CanvasEdge[] };
}

export function useRenderedGraph(
  { canvas, tree, selected, parts, match }: EditorState,
  caught: ReadonlySet<string> | null,
): RenderedGraph {
  const gesture = useObservable(parts.gesture);
  const marked = useMemo(
    () => marking(canvas.nodes, caught ?? new Set(selected), match),
    [canvas, selected, caught, match],
  );
  const edges = useMemo(
    () => matched(drawnEdges(canvas, tree, selected), match),
    [canvas, tree, selected, match],
  );
  const nodes = useMemo(() => dragged(marked, gesture), [marked, gesture]);
  const moving = gesture?.type === "move" ? gesture : null;
  const carried = moving?.carried ?? null;
  const off = useMemo(
    () => (carried ? dragLayerOf(marked, edges, carried) : null),
    [marked, edges, carried],
  );
  const rest = useMemo(
    () => (off ? withoutDragLayer(marked, edges, off) : null),
    [marked, edges, off],
  );
  return {
    nodes,
    edges,
    lifted: off && moving ? { ...off, dx: moving.dx, dy: moving.dy } : null,
    still: rest ?? { nodes, edges },
  };
}

function marking(
  nodes: readonly CanvasNode[],
  chosen: ReadonlySet<string>,
  match: Match | null,
): CanvasNode[] {
  return nodes.map((node) => {
    const selected = chosen.has(node.id);
    const dim = match !== null && !match.shown.has(node.id);
    if (!selected && !dim) return node;
    return { ...node, ...(selected ? { selected } : {}), ...(dim ? { className: DIM } : {}) };
  });
}

function matched(edges: CanvasEdge[], match: Match | null): CanvasEdge[] {
  if (!match) return edges;
  const matches = ({ id, data }: CanvasEdge): boolean =>
    match.found.has(id) ||
    ("merged" in data && (data.merged as readonly string[]).some((uid) => match.found.has(uid)));
  return edges.map((edge) => (matches(edge) || edge.selected ? edge : { ...edge, className: DIM }));
}

/** What is carried lies above everything that it passes. */
const CARRIED_Z = 2000;

function dragged(nodes: CanvasNode[], gesture: Gesture | null): CanvasNode[] {
  if (gesture?.type === "resize") {
    return nodes.map((node) => (node.id === gesture.uid ? resized(node, gesture.rect) : node));
  }
  if (gesture?.type !== "move") return nodes;
  const { carried, dx, dy } = gesture;
  return nodes.map((node) =>
    carried.has(node.id)
      ? {
          ...node,
          position: { x: node.position.x + dx, y: node.position.y + dy },
          zIndex: node.zIndex + CARRIED_Z,
        }
      : node,
  );
}

function resized(node: CanvasNode, { x, y, width, height }: Rect): CanvasNode {
  return { ...node, position: { x, y }, width, height, measured: { width, height } };
}
