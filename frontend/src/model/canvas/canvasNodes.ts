/** The nodes of the canvas: a frame or a card for each element that is shown. */

import type { Rect } from "@/geometry/geometry";
import { around, contains } from "@/geometry/geometry";
import {
  type DfdRole,
  isFrame,
  type Kinds,
  kindInfo,
  platformKind,
} from "@/model/graph/elementKinds";
import type { PossibleCount, Severity, SeverityCounts } from "@/model/graph/severity";
import { addCounts, addPossible, fullCounts, possibleOf, worstOf } from "@/model/graph/severity";
import type { SnapshotElement, Tree } from "@/model/graph/snapshot";
import { ancestorsOf, displayName } from "@/model/graph/snapshot";
import type { Visible } from "./visibility";
import { countInside } from "./visibility";

export const WORKLOAD_Z = 700;

export const CARD_Z = 1000;

export type NodeType = "frame" | "card";

export interface ElementData extends Record<string, unknown> {
  id: string;
  uid: string;
  kind: string;
  kindLabel: string;
  name: string;
  role: DfdRole;
  depth: number;
  /** Own threats; on a frame those of everything inside as well. */
  counts: SeverityCounts;
  worst: Severity | null;
  /** Possible threats, counted in the same way. */
  possible: PossibleCount;
  parent: string | null;
  /** How many elements are inside at any depth. */
  inside: number;
  /** How many elements are connected to it: those of a network lie elsewhere. */
  members: number;
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

/**
 * Return the counts of every element with those of all that is inside it and of the images that run there, by
 * uid. An image that several containers run counts once.
 */
export function deepCounts(tree: Tree): ReadonlyMap<string, SeverityCounts> {
  return deepSums(tree, (element) => fullCounts(element.threats), addCounts);
}

/** Return the same of the possible threats. */
export function deepPossible(tree: Tree): ReadonlyMap<string, PossibleCount> {
  return deepSums(tree, possibleOf, addPossible);
}

function deepSums<Sum>(
  tree: Tree,
  ownOf: (element: SnapshotElement) => Sum,
  add: (left: Sum, right: Sum) => Sum,
): ReadonlyMap<string, Sum> {
  const found = new Map<string, Sum>();
  const visit = (element: SnapshotElement): Inside<Sum> => {
    const parts = (tree.children.get(element.uid) ?? []).map(visit);
    const own = parts.map((part) => part.own).reduce(add, ownOf(element));
    const run = new Set(parts.flatMap((part) => [...part.run]));
    for (const image of tree.images.get(element.uid) ?? []) run.add(image);
    const outside = [...run].filter(
      (one) => !ancestorsOf(tree.byUid, one.uid).includes(element.uid),
    );
    found.set(element.uid, outside.map(ownOf).reduce(add, own));
    return { own, run };
  };
  for (const root of tree.children.get("") ?? []) visit(root);
  return found;
}

/** What is inside an element: its sum, and the images that run there. */
interface Inside<Sum> {
  own: Sum;
  run: ReadonlySet<SnapshotElement>;
}

export interface Drawing {
  tree: Tree;
  kinds: Kinds;
  visible: Visible;
  collapsed: ReadonlySet<string>;
  counts: ReadonlyMap<string, SeverityCounts>;
  possible: ReadonlyMap<string, PossibleCount>;
  places: ReadonlyMap<string, Rect>;
}

export function nodesOf(drawing: Drawing): CanvasNode[] {
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

export function stackOf(
  { kind, collapsed }: Pick<ElementData, "kind" | "collapsed">,
  frame: boolean,
  depth: number,
): number {
  if (!frame) return CARD_Z + depth;
  return kind === "workload" || collapsed ? WORKLOAD_Z + depth : depth;
}

function elementData(drawing: Drawing, element: SnapshotElement, depth: number): ElementData {
  const { tree, kinds } = drawing;
  const info = kindInfo(kinds, element.kind);
  const counts = drawing.counts.get(element.uid) ?? fullCounts(element.threats);
  const parent = element.parent !== null && tree.byUid.has(element.parent) ? element.parent : null;
  return {
    id: element.id,
    uid: element.uid,
    kind: element.kind,
    kindLabel: element.kind === "workload" ? (platformKind(element.uid) ?? info.label) : info.label,
    name: displayName(element, tree),
    role: info.role,
    depth,
    counts,
    worst: worstOf(counts),
    possible: drawing.possible.get(element.uid) ?? possibleOf(element),
    parent,
    inside: countInside(tree, element.uid),
    members: tree.members.get(element.uid) ?? 0,
    collapsed: drawing.collapsed.has(element.uid) && tree.children.has(element.uid),
  };
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
