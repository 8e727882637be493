/** From the architecture snapshot to the nodes and edges that React Flow draws. */

import type { Rect } from "./geometry";
import { isFrame, type Kinds, type Layer, layerOf, lookOf, platformKind, type Role } from "./kinds";
import { addCounts, fullCounts, type Severity, type SeverityCounts, worstOf } from "./severity";
import {
  ancestorsOf,
  displayName,
  type Snapshot,
  type SnapshotElement,
  type SnapshotFlow,
  type Tree,
  treeOf,
} from "./snapshot";
import { type Box, tightened } from "./tighten";

/** Above this many nodes only the visible ones are mounted (frame times stay near 17 ms either way below it). */
export const VISIBLE_ONLY_ABOVE = 300;

// Sizes for elements that no layout has placed yet.
const FALLBACK_WIDTH = 180;
const FALLBACK_HEIGHT = 56;
const FALLBACK_GAP = 24;
const FALLBACK_COLUMNS = 6;

// Stacking: boundaries by depth, then flows, then workloads, then cards, so that a line never hides a label.
const EDGE_Z = 500;
const WORKLOAD_Z = 700;
const CARD_Z = 1000;

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
}

export interface CanvasNode {
  id: string;
  type: NodeType;
  position: { x: number; y: number };
  width: number;
  height: number;
  parentId?: string;
  zIndex: number;
  draggable: false;
  connectable: false;
  focusable: false;
  selected?: boolean;
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
}

export interface RelationData extends Record<string, unknown> {
  relation: string;
}

export type CanvasEdge = CanvasEdgeOf<"flow", FlowData> | CanvasEdgeOf<"relation", RelationData>;

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

export interface Canvas {
  nodes: CanvasNode[];
  edges: CanvasEdge[];
}

/** Return what is drawn, parents before their children (React Flow requires that order). */
export function buildCanvas(snapshot: Snapshot, kinds: Kinds, hidden: ReadonlySet<Layer>): Canvas {
  const tree = treeOf(snapshot.elements, snapshot.relations);
  const nodes = nodesOf(tree, kinds, hidden);
  const drawn = new Set(nodes.map((node) => node.id));
  return { nodes, edges: [...flowEdges(snapshot.flows, drawn), ...relationEdges(snapshot, drawn)] };
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

interface Walk {
  tree: Tree;
  kinds: Kinds;
  hidden: ReadonlySet<Layer>;
  counts: ReadonlyMap<string, SeverityCounts>;
  places: ReadonlyMap<string, Rect>;
  nodes: CanvasNode[];
}

function nodesOf(tree: Tree, kinds: Kinds, hidden: ReadonlySet<Layer>): CanvasNode[] {
  const walk: Walk = {
    tree,
    kinds,
    hidden,
    counts: deepCounts(tree),
    places: tightened(boxesOf(tree, hidden)),
    nodes: [],
  };
  for (const root of tree.children.get("") ?? []) addNode(walk, root, null, 0);
  return walk.nodes;
}

function addNode(
  walk: Walk,
  element: SnapshotElement,
  parent: SnapshotElement | null,
  depth: number,
): void {
  const layer = layerOf(element.kind);
  if (layer !== null && walk.hidden.has(layer)) return;
  const inside = walk.tree.children.get(element.uid) ?? [];
  walk.nodes.push(nodeOf(walk, element, parent, depth, isFrame(element.kind, inside.length)));
  for (const child of inside) addNode(walk, child, element, depth + 1);
}

function nodeOf(
  walk: Walk,
  element: SnapshotElement,
  parent: SnapshotElement | null,
  depth: number,
  frame: boolean,
): CanvasNode {
  const place = walk.places.get(element.uid) as Rect;
  const origin = parent ? (walk.places.get(parent.uid) as Rect) : { x: 0, y: 0 };
  return {
    id: element.uid,
    type: frame ? "frame" : "card",
    position: { x: place.x - origin.x, y: place.y - origin.y },
    width: place.width,
    height: place.height,
    ...(parent ? { parentId: parent.uid } : {}),
    zIndex: stackOf(element.kind, frame, depth),
    draggable: false,
    connectable: false,
    focusable: false,
    data: elementData(walk, element, depth),
  };
}

function stackOf(kind: string, frame: boolean, depth: number): number {
  if (!frame) return CARD_Z + depth;
  return kind === "workload" ? WORKLOAD_Z + depth : depth;
}

function elementData(walk: Walk, element: SnapshotElement, depth: number): ElementData {
  const look = lookOf(walk.kinds, element.kind);
  const counts = walk.counts.get(element.uid) ?? fullCounts(element.threats);
  return {
    id: element.id,
    uid: element.uid,
    kind: element.kind,
    kindLabel: element.kind === "workload" ? (platformKind(element.uid) ?? look.label) : look.label,
    name: displayName(element, walk.tree),
    role: look.role,
    depth,
    counts,
    worst: worstOf(counts),
  };
}

function flowEdges(flows: readonly SnapshotFlow[], drawn: ReadonlySet<string>): CanvasEdge[] {
  const shown = flows.filter(
    (flow) => !flow.gone && drawn.has(flow.source) && drawn.has(flow.destination),
  );
  const pairs = new Map<string, SnapshotFlow[]>();
  for (const flow of shown) pairs.set(pairKey(flow), [...(pairs.get(pairKey(flow)) ?? []), flow]);
  return [...pairs.values()].flatMap((pair) =>
    pair.map((flow, index) => flowEdge(flow, shiftOf(flow, index, pair.length))),
  );
}

function pairKey(flow: SnapshotFlow): string {
  return [flow.source, flow.destination].sort().join("\n");
}

/** Space parallel flows 22 px apart around the straight line; the sign follows the pair, not the direction. */
function shiftOf(flow: SnapshotFlow, index: number, count: number): number {
  const shift = (index - (count - 1) / 2) * 22;
  return flow.source <= flow.destination ? shift : -shift;
}

function flowEdge(flow: SnapshotFlow, shift: number): CanvasEdge {
  const counts = fullCounts(flow.threats);
  return {
    id: flow.uid,
    type: "flow",
    source: flow.source,
    target: flow.destination,
    zIndex: EDGE_Z,
    focusable: false,
    data: {
      id: flow.id,
      name: flow.name,
      label: protocolPort(flow),
      short: shortLabel(flow),
      origin: flow.origin,
      encrypted: flow.encrypted,
      rejected: flow.review === "rejected",
      worst: worstOf(counts),
      counts,
      shift,
    },
  };
}

function relationEdges(snapshot: Snapshot, drawn: ReadonlySet<string>): CanvasEdge[] {
  return snapshot.relations
    .filter((relation) => drawn.has(relation.source) && drawn.has(relation.target))
    .map((relation) => ({
      id: `relation:${relation.type}:${relation.source}->${relation.target}`,
      type: "relation",
      source: relation.source,
      target: relation.target,
      zIndex: EDGE_Z - 1,
      focusable: false,
      data: { relation: relation.type },
    }));
}

/** Return the drawing as boxes inside boxes. */
function boxesOf(tree: Tree, hidden: ReadonlySet<Layer>): Box[] {
  const places = placesOf(tree);
  const within = (parent: string): Box[] =>
    (tree.children.get(parent) ?? []).map(({ uid, kind }) => {
      const layer = layerOf(kind);
      return {
        id: uid,
        rect: places.get(uid) as Rect,
        hidden: layer !== null && hidden.has(layer),
        inside: within(uid),
      };
    });
  return within("");
}

/** Return the absolute place of every element; those without one are set in a grid below the rest. */
function placesOf(tree: Tree): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  const unplaced: SnapshotElement[] = [];
  for (const element of tree.byUid.values()) {
    if (element.x === null || element.y === null) unplaced.push(element);
    else places.set(element.uid, sized(element, element.x, element.y));
  }
  const top = Math.max(
    0,
    ...[...places.values()].map((place) => place.y + place.height + FALLBACK_GAP * 2),
  );
  unplaced.forEach((element, index) => {
    const column = index % FALLBACK_COLUMNS;
    const row = Math.floor(index / FALLBACK_COLUMNS);
    places.set(
      element.uid,
      sized(
        element,
        column * (FALLBACK_WIDTH + FALLBACK_GAP),
        top + row * (FALLBACK_HEIGHT + FALLBACK_GAP),
      ),
    );
  });
  return places;
}

function sized(element: SnapshotElement, x: number, y: number): Rect {
  return {
    x,
    y,
    width: element.width ?? FALLBACK_WIDTH,
    height: element.height ?? FALLBACK_HEIGHT,
  };
}
