/** Which lines of the canvas stand out when something is selected. */

import type { Tree } from "@/model/graph/snapshot";
import type { CanvasEdge } from "./canvasEdges";
import type { FlowGraph } from "./flowGraph";

/** Class of the lines that step back. */
export const DIM = "bh-dim";

/** Return what counts as the selection: the element, all inside it, and the workload a container speaks through. */
export function selectionOf(tree: Tree, uid: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: string): void => {
    found.add(one);
    for (const child of tree.children.get(one) ?? []) visit(child.uid);
  };
  visit(uid);
  const element = tree.byUid.get(uid);
  if (element?.parent && element.kind.endsWith("container")) found.add(element.parent);
  return found;
}

/** Return the lines to draw: every flow, those that do not touch the selection dimmed, and relations that touch it. */
export function highlighted(
  edges: readonly CanvasEdge[],
  selected: string | null,
  selection: ReadonlySet<string> | null,
): CanvasEdge[] {
  if (selected === null) return edges.filter((edge) => edge.type === "flow");
  const touches = (edge: CanvasEdge): boolean =>
    edge.id === selected ||
    (selection !== null && (selection.has(edge.source) || selection.has(edge.target)));
  return edges
    .filter((edge) => edge.type === "flow" || touches(edge))
    .map((edge) => styled(edge, edge.id === selected, touches(edge)));
}

/** Return the lines that are drawn with these elements, flows or relations selected. */
export function drawnEdges(
  canvas: FlowGraph,
  tree: Tree,
  selected: readonly string[],
): CanvasEdge[] {
  const chosen = selected.length === 1 ? (selected[0] ?? null) : null;
  const around = chosen !== null && tree.byUid.has(chosen) ? selectionOf(tree, chosen) : null;
  return highlighted(canvas.edges, chosen, around);
}

/** Far above every card, so that a chosen flow shows its label whole. */
const SELECTED_Z = 3000;

function styled(edge: CanvasEdge, selected: boolean, touched: boolean): CanvasEdge {
  if (selected) return { ...edge, selected: true, zIndex: SELECTED_Z };
  return touched ? edge : { ...edge, className: DIM };
}
