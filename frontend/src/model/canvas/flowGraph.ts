import { labelWidth } from "@/edgeRouting/edgeLabels";
import { type Routing, routing } from "@/edgeRouting/edgeRouting";
import { headerObstacles } from "@/edgeRouting/zoneHeaders";
import type { Kinds, Layer } from "@/model/graph/elementKinds";
import { type Snapshot, treeOf } from "@/model/graph/snapshot";
import type { CanvasEdge, FlowCanvasEdge } from "./canvasEdges";
import { flowEdges, labelsOf, relationEdges, routed } from "./canvasEdges";
import type { CanvasNode } from "./canvasNodes";
import { deepCounts, deepPossible, isZone, nodesOf, rectOfNode } from "./canvasNodes";
import { type Placement, placementOf } from "./layoutPlacement";
import { visibleIn } from "./visibility";

/** Above this many nodes only the visible ones are mounted (frame times stay near 17 ms either way below it). */
export const VISIBLE_ONLY_ABOVE = 300;

// Stacking: boundaries by depth, then flows, then workloads and what is collapsed, then cards, so that a line never hides a label.
// Inside of the workload in which it ends a line is drawn once more, below the cards.

export interface FlowGraph {
  nodes: CanvasNode[];
  edges: CanvasEdge[];
  placement: Placement;
  routing: Routing;
  /** What decided on what is drawn. */
  hidden: ReadonlySet<Layer>;
  collapsed: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Return what is drawn, parents before their children.
 *
 * With the canvas of before, nodes and lines that look the same are the same objects, so that nothing else is
 * drawn again, and what is not touched stays where it was.
 */
export function buildFlowGraph(
  snapshot: Snapshot,
  kinds: Kinds,
  hidden: ReadonlySet<Layer>,
  collapsed: ReadonlySet<string> = NONE,
  before: FlowGraph | null = null,
): FlowGraph {
  const tree = treeOf(snapshot.elements, snapshot.relations);
  const present = snapshot.flows.filter((flow) => !flow.gone);
  const ends = new Set(present.map((flow) => flow.destination));
  const visible = visibleIn(tree, hidden, collapsed, ends);
  const sameView = before?.hidden === hidden && before.collapsed === collapsed;
  const placement = placementOf(tree, visible, sameView ? before.placement : null);
  const nodes = nodesOf({
    tree,
    kinds,
    visible,
    collapsed,
    places: placement.shown,
    counts: deepCounts(tree),
    possible: deepPossible(tree),
  });
  const direct = flowEdges(snapshot.flows, visible);
  const ways = routingOf(nodes, direct, before?.routing ?? null);
  const flows = direct.map((edge) => routed(edge, ways));
  const edges = [...flows, ...relationEdges(snapshot, visible.drawn)];
  return {
    nodes: keepSame(before?.nodes, nodes),
    edges: keepSame(before?.edges, edges),
    placement,
    routing: ways,
    hidden,
    collapsed,
  };
}

/** Return the new list with the old objects wherever they are the same all through. */
function keepSame<One extends { id: string }>(
  before: readonly One[] | undefined,
  now: One[],
): One[] {
  if (!before) return now;
  const old = new Map(before.map((one) => [one.id, one]));
  return now.map((one) => {
    const was = old.get(one.id);
    return was && isSame(was, one) ? was : one;
  });
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

// What fits between two columns of the layout.

/** Find ways around what is opaque: cards, workloads and collapsed frames. */
function routingOf(
  nodes: readonly CanvasNode[],
  edges: readonly FlowCanvasEdge[],
  before: Routing | null,
): Routing {
  const places = new Map(nodes.map((node) => [node.id, rectOfNode(node)]));
  const flows = edges.flatMap(({ id, source, target, data }) => {
    const from = places.get(source);
    const to = places.get(target);
    const labels = labelsOf(data).map((one) => labelWidth(one, data.encrypted === true));
    return from && to ? [{ id, from, to, labels }] : [];
  });
  const isOpen = (node: CanvasNode): boolean => isZone(node) && !node.data.collapsed;
  const zones = nodes.filter(isOpen).map((node) => {
    const { name, kindLabel, worst } = node.data;
    const rect = rectOfNode(node);
    return { rect, words: headerObstacles(rect, name, kindLabel, worst !== null) };
  });
  const boxes = nodes.filter((node) => !isOpen(node)).map(rectOfNode);
  return routing(flows, { boxes, zones }, before);
}
