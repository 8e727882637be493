/** Dragging elements: to another place, and into what is under the pointer. */

import { around, type Point } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { dropOps, moveOps } from "@/model/canvas/editOps";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import { placeOf } from "@/model/canvas/editSnapshot";
import type { Grip, Moving } from "@/model/canvas/gesture";
import { dropTarget } from "@/model/canvas/nodeHitTest";
import { snapped } from "@/model/canvas/snapping";
import { outermost, withInside } from "@/model/canvas/visibility";

export interface Grabbed {
  editSnapshot: EditSnapshot;
  nodes: readonly CanvasNode[];
  /** The element under the pointer when the drag began. */
  grabbed: string;
  uids: readonly string[];
  carried: ReadonlySet<string>;
  start: Point;
}

/** Begin a drag: of the whole selection when what is grabbed belongs to it. */
export function grab(
  editSnapshot: EditSnapshot,
  nodes: readonly CanvasNode[],
  selected: readonly string[],
  grabbed: string,
  start: Point,
): Grabbed {
  const isMany = selected.some((uid) => withInside(editSnapshot.tree, uid).includes(grabbed));
  const uids = outermost(editSnapshot.tree, isMany ? selected : [grabbed]);
  const carried = new Set(uids.flatMap((uid) => withInside(editSnapshot.tree, uid)));
  return { editSnapshot, nodes, grabbed, uids, carried, start };
}

export function moveTo(drag: Grabbed, point: Point, grip: Grip): Moving {
  const { editSnapshot, uids, carried, start } = drag;
  const by = { dx: point.x - start.x, dy: point.y - start.y };
  const target = targetAt(drag, point);
  const whole = around(uids.map((uid) => placeOf(editSnapshot, uid)));
  const parent = target ? target.uid : (editSnapshot.tree.byUid.get(drag.grabbed)?.parent ?? null);
  const moved = { ...whole, x: whole.x + by.dx, y: whole.y + by.dy };
  const snap = grip.free
    ? { dx: 0, dy: 0, guides: [] }
    : snapped(moved, neighbors(editSnapshot, parent, carried), grip.reach);
  return {
    type: "move",
    uids,
    carried,
    dx: Math.round(by.dx + snap.dx),
    dy: Math.round(by.dy + snap.dy),
    guides: snap.guides,
    target,
  };
}

/** Null as long as the pointer is over what the grabbed element sits in: then nothing changes its parent. */
function targetAt({ editSnapshot, nodes, grabbed, uids, carried }: Grabbed, point: Point) {
  const target = dropTarget(editSnapshot, nodes, uids, carried, point);
  const parent = editSnapshot.tree.byUid.get(grabbed)?.parent ?? null;
  return target.uid === (parent !== null && editSnapshot.tree.byUid.has(parent) ? parent : null)
    ? null
    : target;
}

const NEIGHBORS = 200;

/** Return the rectangles of what sits in the same parent. */
export function neighbors(
  editSnapshot: EditSnapshot,
  parent: string | null,
  carried: ReadonlySet<string>,
) {
  return (editSnapshot.tree.children.get(parent ?? "") ?? [])
    .filter(({ uid }) => !carried.has(uid) && editSnapshot.placement.shown.has(uid))
    .slice(0, NEIGHBORS)
    .map(({ uid }) => placeOf(editSnapshot, uid));
}

export function movedOps({ editSnapshot }: Grabbed, { uids, dx, dy, target }: Moving) {
  if (target) return dropOps(editSnapshot, uids, { dx, dy }, target.uid);
  return moveOps(
    editSnapshot,
    uids.map((uid) => ({ uid, dx, dy })),
  );
}

/** Return "Move api", "Move 3 elements" or "Move api into shop". */
export function movedLabel({ editSnapshot }: Grabbed, { uids, target }: Moving): string {
  const name = (uid: string): string => editSnapshot.tree.byUid.get(uid)?.name ?? uid;
  const what = uids.length === 1 ? name(uids[0] as string) : `${uids.length} elements`;
  if (!target) return `Move ${what}`;
  return target.uid === null
    ? `Move ${what} onto the canvas`
    : `Move ${what} into ${name(target.uid)}`;
}
