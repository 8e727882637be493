/** From the architecture snapshot to the nodes and edges that React Flow draws. */

import { around, contains, type Rect } from "@/geometry/geometry";
import {
  isFrame,
  type Kinds,
  type Layer,
  lookOf,
  platformKind,
  type Role,
} from "@/model/graph/kinds";
import {
  addCounts,
  fullCounts,
  type Severity,
  type SeverityCounts,
  worstOf,
} from "@/model/graph/severity";
import {
  ancestorsOf,
  displayName,
  relationUid,
  type Snapshot,
  type SnapshotElement,
  type SnapshotFlow,
  type Tree,
  treeOf,
} from "@/model/graph/snapshot";
import { labelWidth } from "@/routing/edgeLabels";
import { headerObstacles } from "@/routing/headers";
import { type Route, type Routing, routing } from "@/routing/routes";
import { type Placement, placementOf } from "./layoutPlacement";
import { countInside, type Visible, visibleIn } from "./visibility";

/** Above this many nodes only the visible ones are mounted (frame times stay near 17 ms either way below it). */
export const VISIBLE_ONLY_ABOVE = 300;

// Stacking: boundaries by depth, then flows, then workloads and what is collapsed, then cards, so that a line never hides a label.
// Inside of the workload in which it ends a line is drawn once more, below the cards.
const EDGE_Z = 500;
export const WORKLOAD_Z = 700;
export const CARD_Z = 1000;

export type NodeType = "frame" | "card";

export interface ElementData extends Record<string, unknown> {
  id: string;
  uid: string;
  kind: string;
  kindLabel: string;
  name: string;
  role: Role;
  depth: number;
  /** Own threats; on a frame those of everything inside as well. */
  counts: SeverityCounts;
  worst: Severity | null;
  parent: string | null;
  /** How many elements are inside at any depth. */
  inside: number;
  collapsed: boolean;
}

/** What React Flow draws; positions are absolute, also of what sits inside something else. */
export interface CanvasNode {
  id: string;
  type: NodeType;
  position: { x: number; y: number };
  width: number;
  height: number;
  /** The same as width and height: nothing has to be measured. */
  measured: { width: number; height: number };
  zIndex: number;
  selected?: boolean;
  className?: string;
  data: ElementData;
}

export interface FlowData extends Record<string, unknown> {
  id: string;
  name: string;
  label: string;
  /** The label where there is little room: the port alone when the protocol is long. */
  short: string;
  origin: string;
  encrypted: boolean | null;
  /** A person said that there is no such flow. */
  rejected: boolean;
  worst: Severity | null;
  counts: SeverityCounts;
  /** Distance in pixels from the straight line, so that parallel flows do not cover each other. */
  shift: number;
  /** Its way between boxes; null in a drawing with so many flows that they are drawn as curves. */
  route: Route | null;
  /** The flows this line stands for, when their ends are inside collapsed frames. */
  merged: readonly string[];
}

export interface RelationData extends Record<string, unknown> {
  relation: string;
}

type FlowEdge = CanvasEdgeOf<"flow", FlowData>;

export type CanvasEdge = FlowEdge | CanvasEdgeOf<"relation", RelationData>;

interface CanvasEdgeOf<Type extends string, Data> {
  id: string;
  type: Type;
  source: string;
  target: string;
  zIndex: number;
  focusable: false;
  selected?: boolean;
  className?: string;
  data: Data;
}

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

/** Return "TCP:5432", "HTTPS", ":8080" or "". */
export function protocolPort(flow: Pick<SnapshotFlow, "protocol" | "port">): string {
  const protocol = flow.protocol.toUpperCase();
  return flow.port === null ? protocol : `${protocol}:${flow.port}`;
}

// What fits between two columns of the layout.
const SHORT_LABEL = 10;

function shortLabel(flow: SnapshotFlow): string {
  const label = protocolPort(flow);
  return label.length > SHORT_LABEL && flow.port !== null ? `:${flow.port}` : label;
}

/**
 * Return the counts of every element with those of all that is inside it and of the images that run there, by
 * uid. An image that several containers run counts once.
 */
export function deepCounts(tree: Tree): ReadonlyMap<string, SeverityCounts> {
  const found = new Map<string, SeverityCounts>();
  const visit = (element: SnapshotElement): Inside => {
    const parts = (tree.children.get(element.uid) ?? []).map(visit);
    const own = parts.map((part) => part.own).reduce(addCounts, fullCounts(element.threats));
    const run = new Set(parts.flatMap((part) => [...part.run]));
    for (const image of tree.images.get(element.uid) ?? []) run.add(image);
    const outside = [...run].filter(
      (one) => !ancestorsOf(tree.byUid, one.uid).includes(element.uid),
    );
    const counts = outside.map((image) => fullCounts(image.threats));
    found.set(element.uid, counts.reduce(addCounts, own));
    return { own, run };
  };
  for (const root of tree.children.get("") ?? []) visit(root);
  return found;
}

/** What is inside an element: its counts, and the images that run there. */
interface Inside {
  own: SeverityCounts;
  run: ReadonlySet<SnapshotElement>;
}

interface Drawing {
  tree: Tree;
  kinds: Kinds;
  visible: Visible;
  collapsed: ReadonlySet<string>;
  counts: ReadonlyMap<string, SeverityCounts>;
  places: ReadonlyMap<string, Rect>;
}

function nodesOf(drawing: Drawing): CanvasNode[] {
  const { tree, visible } = drawing;
  const nodes: CanvasNode[] = [];
  const visit = (element: SnapshotElement, depth: number): void => {
    if (!visible.drawn.has(element.uid)) return;
    nodes.push(nodeOf(drawing, element, depth));
    for (const child of tree.children.get(element.uid) ?? []) visit(child, depth + 1);
  };
  for (const root of tree.children.get("") ?? []) visit(root, 0);
  return nodes;
}

function nodeOf(drawing: Drawing, element: SnapshotElement, depth: number): CanvasNode {
  const { x, y, width, height } = drawing.places.get(element.uid) as Rect;
  const children = drawing.tree.children.get(element.uid) ?? [];
  const frame = isFrame(element.kind, children.length);
  const data = elementData(drawing, element, depth);
  return {
    id: element.uid,
    type: frame ? "frame" : "card",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    zIndex: stackOf({ kind: element.kind, collapsed: data.collapsed }, frame, depth),
    data,
  };
}

function stackOf(
  { kind, collapsed }: Pick<ElementData, "kind" | "collapsed">,
  frame: boolean,
  depth: number,
): number {
  if (!frame) return CARD_Z + depth;
  return kind === "workload" || collapsed ? WORKLOAD_Z + depth : depth;
}

function elementData(drawing: Drawing, element: SnapshotElement, depth: number): ElementData {
  const { tree, kinds } = drawing;
  const look = lookOf(kinds, element.kind);
  const counts = drawing.counts.get(element.uid) ?? fullCounts(element.threats);
  const parent = element.parent !== null && tree.byUid.has(element.parent) ? element.parent : null;
  return {
    id: element.id,
    uid: element.uid,
    kind: element.kind,
    kindLabel: element.kind === "workload" ? (platformKind(element.uid) ?? look.label) : look.label,
    name: displayName(element, tree),
    role: look.role,
    depth,
    counts,
    worst: worstOf(counts),
    parent,
    inside: countInside(tree, element.uid),
    collapsed: drawing.collapsed.has(element.uid) && tree.children.has(element.uid),
  };
}

/** Find ways around what is opaque: cards, workloads and collapsed frames. */
function routingOf(
  nodes: readonly CanvasNode[],
  edges: readonly FlowEdge[],
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

/** Return what may stand on a flow, from what says most. */
function labelsOf({ label, short }: Pick<FlowData, "label" | "short">): readonly string[] {
  return [label, short];
}

/** Return the label that there is room for on the line; null for none. */
export function labelOf(
  flow: Pick<FlowData, "label" | "short">,
  room: number | null,
): string | null {
  return room === null ? null : (labelsOf(flow)[room] ?? null);
}

function routed(edge: FlowEdge, { routes }: Routing): FlowEdge {
  const route = routes.get(edge.id);
  return route ? { ...edge, data: { ...edge.data, route } } : edge;
}

/** A line of the drawing: one flow, or those that a collapsed frame makes look alike. */
interface Line {
  source: string;
  target: string;
  flows: readonly SnapshotFlow[];
}

function flowEdges(flows: readonly SnapshotFlow[], visible: Visible): FlowEdge[] {
  const pairs = new Map<string, Line[]>();
  for (const line of linesOf(flows, visible)) {
    const key = [line.source, line.target].sort().join("\n");
    pairs.set(key, [...(pairs.get(key) ?? []), line]);
  }
  return [...pairs.values()].flatMap((pair) =>
    pair.map((line, index) => flowEdge(line, shiftOf(line, index, pair.length))),
  );
}

/** Lead flows of what is inside collapsed frames to the frame, and put those with the same ends together. */
function linesOf(flows: readonly SnapshotFlow[], { drawn, standIn }: Visible): Line[] {
  const own: Line[] = [];
  const led = new Map<string, SnapshotFlow[]>();
  for (const flow of flows) {
    if (flow.gone) continue;
    const source = standIn.get(flow.source) ?? flow.source;
    const target = standIn.get(flow.destination) ?? flow.destination;
    if (!drawn.has(source) || !drawn.has(target)) continue;
    const direct = source === flow.source && target === flow.destination;
    if (direct) own.push({ source, target, flows: [flow] });
    else if (source !== target) {
      const key = `${source}\n${target}`;
      led.set(key, [...(led.get(key) ?? []), flow]);
    }
  }
  const merged = [...led].map(([key, together]) => {
    const [source = "", target = ""] = key.split("\n");
    return { source, target, flows: together };
  });
  return [...own, ...merged];
}

/** Space parallel flows 22 px apart around the straight line; the sign follows the pair, not the direction. */
function shiftOf(line: Line, index: number, count: number): number {
  const shift = (index - (count - 1) / 2) * 22;
  return line.source <= line.target ? shift : -shift;
}

function flowEdge({ source, target, flows }: Line, shift: number): FlowEdge {
  const flow = flows[0] as SnapshotFlow;
  const counts = flows.map((one) => fullCounts(one.threats)).reduce(addCounts);
  const many = flows.length > 1;
  const label = many ? `${flows.length} flows` : protocolPort(flow);
  return {
    id: many ? `merged:${source}->${target}` : flow.uid,
    type: "flow",
    source,
    target,
    zIndex: EDGE_Z,
    focusable: false,
    data: {
      id: flow.id,
      name: many ? "" : flow.name,
      label,
      short: many ? label : shortLabel(flow),
      origin: flows.every((one) => one.origin === "inferred") ? "inferred" : flow.origin,
      encrypted: flows.every((one) => one.encrypted === true) ? true : many ? null : flow.encrypted,
      rejected: flows.every((one) => one.review === "rejected"),
      worst: worstOf(counts),
      counts,
      shift,
      route: null,
      merged: many ? flows.map((one) => one.uid) : [],
    },
  };
}

function relationEdges(snapshot: Snapshot, drawn: ReadonlySet<string>): CanvasEdge[] {
  return snapshot.relations
    .filter((relation) => drawn.has(relation.source) && drawn.has(relation.target))
    .map((relation) => ({
      id: relationUid(relation),
      type: "relation",
      source: relation.source,
      target: relation.target,
      zIndex: EDGE_Z - 1,
      focusable: false,
      data: { relation: relation.type },
    }));
}

/** Return the rectangle that holds the whole drawing. */
export function boundsOf(nodes: readonly CanvasNode[]): Rect {
  return around(nodes.map(rectOfNode));
}

/** Return whether a node is a zone, or another frame in which workloads lie. */
export function isZone({ type, data }: CanvasNode): boolean {
  return type === "frame" && data.kind !== "workload";
}

/** Return the ids of the nodes that lie in this part of the canvas as a whole. */
export function idsInside(nodes: readonly CanvasNode[], part: Rect): ReadonlySet<string> {
  return new Set(nodes.filter((node) => contains(part, rectOfNode(node))).map((node) => node.id));
}

export function rectOfNode({ position, width, height }: CanvasNode): Rect {
  return { x: position.x, y: position.y, width, height };
}
