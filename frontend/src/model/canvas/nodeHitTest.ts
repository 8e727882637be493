/** What lies under a point of the canvas. */

import { holds, type Point } from "@/geometry/geometry";
import type { CanvasNode } from "./canvasNodes";
import { rectOfNode } from "./canvasNodes";
import { acceptsByDefault, mayFlow, nestingProblem, relationsBetween } from "./containmentRules";
import type { EditSnapshot } from "./editSnapshot";
import { HEADER } from "./elementSizes";
import type { Target } from "./gesture";

const NONE: ReadonlySet<string> = new Set();

/** Return the innermost node under the point, passing over some. */
export function nodeAt(
  nodes: readonly CanvasNode[],
  point: Point,
  without: ReadonlySet<string> = NONE,
): CanvasNode | null {
  return nodes.findLast((node) => !without.has(node.id) && holds(rectOfNode(node), point)) ?? null;
}

/** Return where elements would come to sit when they are let go at the point. */
export function dropTarget(
  editSnapshot: EditSnapshot,
  nodes: readonly CanvasNode[],
  uids: readonly string[],
  carried: ReadonlySet<string>,
  point: Point,
): Target {
  // A card that holds nothing yet takes what may sit in it; over any other one lies merely above it.
  const takers = nodes.filter(
    (node) =>
      node.type === "frame" ||
      nestingProblem(editSnapshot.kinds, editSnapshot.tree, uids, taker(editSnapshot, node)) ===
        null,
  );
  const over = nodeAt(takers, point, carried);
  const parent = over ? taker(editSnapshot, over) : null;
  return {
    uid: over?.id ?? null,
    problem: nestingProblem(editSnapshot.kinds, editSnapshot.tree, uids, parent),
  };
}

function taker({ tree }: EditSnapshot, node: CanvasNode) {
  return tree.byUid.get(node.id) ?? null;
}

/** Return what at the point may hold a new element of this kind: the innermost frame that takes it unasked, else the canvas. */
export function holderAt(
  editSnapshot: EditSnapshot,
  nodes: readonly CanvasNode[],
  kind: string,
  point: Point,
): string | null {
  const over = nodeAt(nodes, point);
  return over ? holderFrom(editSnapshot, over.id, kind) : null;
}

/** Return the element itself or the nearest around it that takes this kind unasked; null is the canvas. */
export function holderFrom(
  { tree, kinds }: EditSnapshot,
  uid: string,
  kind: string,
): string | null {
  let at = tree.byUid.get(uid);
  while (at && !acceptsByDefault(kinds, at.kind, kind)) {
    at = at.parent === null ? undefined : tree.byUid.get(at.parent);
  }
  return at?.uid ?? null;
}

/**
 * Return the innermost node under the point that a line from `from` could be meant to end at. Frames that exchange no data
 * are ground, save the header of one to which a relation may lead.
 */
export function endAt(
  { kinds, tree }: EditSnapshot,
  nodes: readonly CanvasNode[],
  from: string,
  point: Point,
): CanvasNode | null {
  const kind = tree.byUid.get(from)?.kind ?? "";
  const isMeant = (node: CanvasNode): boolean =>
    point.y <= node.position.y + HEADER && relationsBetween(kinds, kind, node.data.kind).length > 0;
  const ends = nodes.filter(
    (node) => node.type === "card" || mayFlow(kinds, node.data.kind) || isMeant(node),
  );
  return nodeAt(ends, point);
}
