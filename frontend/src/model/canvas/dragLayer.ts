import type { CanvasEdge } from "./canvasEdges";
import type { CanvasNode } from "./canvasNodes";

/** Class of what is lifted: its picture moves in its place. */
export const DRAG_LAYER_ABOVE = "bh-lifted";

/** Fewer are moved one by one. */
const MANY = 40;

/** What is lifted off the drawing, as it lay there. */
export interface DragLayer {
  carried: ReadonlySet<string>;
  nodes: CanvasNode[];
  /** Lines within it. */
  edges: CanvasEdge[];
  /** Lines between it and the rest. */
  tied: CanvasEdge[];
}

/** Return what is lifted when these are carried; null when they are few. */
export function dragLayerOf(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  carried: ReadonlySet<string>,
): DragLayer | null {
  if (carried.size <= MANY) return null;
  const ends = ({ source, target }: CanvasEdge): number =>
    Number(carried.has(source)) + Number(carried.has(target));
  return {
    carried,
    nodes: nodes.filter(({ id }) => carried.has(id)),
    edges: edges.filter((edge) => ends(edge) === 2),
    tied: edges.filter((edge) => ends(edge) === 1),
  };
}

/** Return the drawing without what is lifted: its nodes are there and hidden, its lines are not. */
export function withoutDragLayer(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  { carried }: DragLayer,
): { nodes: CanvasNode[]; edges: CanvasEdge[] } {
  return {
    nodes: nodes.map((node) =>
      carried.has(node.id) ? { ...node, className: DRAG_LAYER_ABOVE } : node,
    ),
    edges: edges.filter(({ source, target }) => !carried.has(source) && !carried.has(target)),
  };
}
