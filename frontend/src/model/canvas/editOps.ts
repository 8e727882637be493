/** What edits of the drawing come to: operations on the model, in its stored places, from what is seen on the canvas. */

import { type Point, type Rect, sameRect } from "@/geometry/geometry";
import { kindInfo } from "@/model/graph/elementKinds";
import { newUid, type Op } from "@/model/graph/ops";
import { relationUid, type SnapshotElement } from "@/model/graph/snapshot";
import type { Axis, Move } from "./alignment";
import type { EditSnapshot } from "./editSnapshot";
import { placeOf } from "./editSnapshot";
import { freshName } from "./elementNames";
import { newSize } from "./elementSizes";
import { findFreeSpot } from "./findFreeSpot";
import { grownBy, growthToHold } from "./overlapRemoval";
import type { Product } from "./palette";
import { movedOps, newStoredRect, setOp, storedRect } from "./placeOps";
import { type Placed, pushApartOps } from "./pushApartOps";
import { outermost, withInside } from "./visibility";

/**
 * Return the operations that move elements with all inside them, and make room for them.
 *
 * Those that would come to lie on each other are put one behind the other `along` an axis.
 */
export function moveOps(
  editSnapshot: EditSnapshot,
  moves: readonly Move[],
  along: Axis | null = null,
): Op[] {
  return arranged(editSnapshot, moves, new Map(), along);
}

/** Return the operations that move elements by one distance and put them into another element, or onto the canvas; others make room. */
export function dropOps(
  editSnapshot: EditSnapshot,
  uids: readonly string[],
  by: { dx: number; dy: number },
  parent: string | null,
): Op[] {
  const moves = uids.map((uid) => ({ uid, ...by }));
  return arranged(editSnapshot, moves, new Map(uids.map((uid) => [uid, parent])));
}

/** Return the operations that put elements into another one, side by side where there is room. */
export function moveIntoOps(
  editSnapshot: EditSnapshot,
  uids: readonly string[],
  parent: string | null,
): Op[] {
  const taken = childRects(editSnapshot, parent, new Set(uids));
  const moves = outermost(editSnapshot.tree, uids).map((uid) => {
    const rect = placeOf(editSnapshot, uid);
    const frame = parent === null ? null : placeOf(editSnapshot, parent);
    const place = findFreeSpot(rect, frame, taken);
    taken.push({ ...rect, ...place });
    return { uid, dx: place.x - rect.x, dy: place.y - rect.y };
  });
  return arranged(editSnapshot, moves, new Map(moves.map(({ uid }) => [uid, parent])));
}

function arranged(
  editSnapshot: EditSnapshot,
  moves: readonly Move[],
  parents: ReadonlyMap<string, string | null>,
  along: Axis | null = null,
): Op[] {
  const placed: Placed[] = [];
  const ops = moves.flatMap(({ uid, dx, dy }) => {
    const element = editSnapshot.tree.byUid.get(uid);
    if (!element) return [];
    const rect = placeOf(editSnapshot, uid);
    const parent = parents.get(uid);
    const moved = parent !== undefined && parent !== element.parent;
    placed.push({
      uid,
      parent: parent === undefined ? element.parent : parent,
      rect: { ...rect, x: rect.x + dx, y: rect.y + dy },
    });
    return movedOps(editSnapshot, element, dx, dy, moved ? { parent } : {});
  });
  return [...ops, ...pushApartOps(editSnapshot, placed, along)];
}

/** Return the operations that give a frame another rectangle; it does not become smaller than what it holds. */
export function resizeOps(editSnapshot: EditSnapshot, uid: string, wanted: Rect): Op[] {
  const rect = withSpaceForChildren(editSnapshot, uid, wanted);
  const parent = editSnapshot.tree.byUid.get(uid)?.parent ?? null;
  if (sameRect(rect, placeOf(editSnapshot, uid))) return [];
  return [
    setOp(uid, storedRect(editSnapshot, uid, rect)),
    ...pushApartOps(editSnapshot, [{ uid, parent, rect }]),
  ];
}

/** Return the wanted rectangle, or what of it is needed for what the frame holds; also for what of that is hidden. */
export function withSpaceForChildren(editSnapshot: EditSnapshot, uid: string, wanted: Rect): Rect {
  const stored = (editSnapshot.tree.children.get(uid) ?? []).map(
    (one) => editSnapshot.placement.stored.get(one.uid) as Rect,
  );
  const growth = growthToHold([
    { rect: wanted, inside: childRects(editSnapshot, uid, new Set()) },
    { rect: storedRect(editSnapshot, uid, wanted), inside: stored },
  ]);
  return grownBy(wanted, growth);
}

function childRects(
  editSnapshot: EditSnapshot,
  parent: string | null,
  without: ReadonlySet<string>,
): Rect[] {
  return (editSnapshot.tree.children.get(parent ?? "") ?? [])
    .filter(({ uid }) => !without.has(uid))
    .flatMap(({ uid }) => editSnapshot.placement.shown.get(uid) ?? []);
}

export interface Addition {
  uid: string;
  name: string;
  ops: Op[];
}

/**
 * Return what adds an element near a point of the canvas, where nothing lies yet, into a parent that may hold it.
 *
 * A product gives it its name and what is known of it.
 */
export function additionNear(
  editSnapshot: EditSnapshot,
  kind: string,
  parent: string | null,
  near: Point,
  product: Product | null = null,
): Addition {
  const size = newSize(kind);
  const wanted = { ...size, x: near.x - size.width / 2, y: near.y - size.height / 2 };
  const frame = parent === null ? null : placeOf(editSnapshot, parent);
  const corner = findFreeSpot(wanted, frame, childRects(editSnapshot, parent, new Set()));
  return additionAt(editSnapshot, kind, parent, corner, product);
}

/** Return what adds an element with its corner at this point of the canvas; what lies there makes room. */
export function additionAt(
  editSnapshot: EditSnapshot,
  kind: string,
  parent: string | null,
  corner: Point,
  product: Product | null = null,
): Addition {
  const uid = newUid();
  const info = kindInfo(editSnapshot.kinds, kind);
  const name = freshName(
    product?.name ?? info.label,
    [...editSnapshot.tree.byUid.values()].map((element) => element.name),
  );
  const rect = { ...newSize(kind), x: Math.round(corner.x), y: Math.round(corner.y) };
  const props = {
    kind: kind as SnapshotElement["kind"],
    name,
    parent,
    ...(product?.facts && { facts: statedFacts(product.facts) }),
    ...newStoredRect(editSnapshot, parent, rect),
  };
  return {
    uid,
    name,
    ops: [setOp(uid, props), ...pushApartOps(editSnapshot, [{ uid, parent, rect }])],
  };
}

/** Facts by name as an operation sets them. */
function statedFacts(facts: NonNullable<Product["facts"]>) {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, { value }]));
}

/** What goes when elements are deleted. */
export interface Deletion {
  ops: Op[];
  /** Every element that goes, what is inside the chosen ones included. */
  elements: string[];
  flows: string[];
}

/** Return what deletes these elements with all inside them, and these flows and relations. */
export function deletion(editSnapshot: EditSnapshot, uids: Iterable<string>): Deletion {
  const chosen = [...uids];
  const elements = outermost(editSnapshot.tree, chosen).flatMap((uid) =>
    withInside(editSnapshot.tree, uid),
  );
  const gone = new Set(elements);
  const named = new Set(chosen);
  const flows = editSnapshot.snapshot.flows.filter(
    (flow) =>
      !flow.gone && (named.has(flow.uid) || gone.has(flow.source) || gone.has(flow.destination)),
  );
  const relations = editSnapshot.snapshot.relations.filter((one) => named.has(relationUid(one)));
  const alone = flows.filter((flow) => !gone.has(flow.source) && !gone.has(flow.destination));
  return {
    elements,
    flows: flows.map((flow) => flow.uid),
    ops: [
      ...relations.map((one): Op => ({ op: "del", on: "relation", ...one })),
      ...alone.map((flow): Op => ({ op: "del", on: "flow", uid: flow.uid })),
      // The innermost first: what is left inside something deleted would move up.
      ...elements.toReversed().map((uid): Op => ({ op: "del", on: "element", uid })),
    ],
  };
}

/** Return the operation that draws a new flow, and its uid. */
export function newFlow(source: string, destination: string): { uid: string; ops: Op[] } {
  const uid = newUid();
  return { uid, ops: [{ op: "set", on: "flow", uid, props: { source, destination } }] };
}
