/** The operations that push the rest of the drawing apart around what an edit places. */

import type { Rect } from "@/geometry/geometry";
import type { Op } from "@/model/graph/ops";
import type { SnapshotElement } from "@/model/graph/snapshot";
import type { Axis } from "./alignment";
import type { EditSnapshot } from "./editSnapshot";
import { type Box, grownBy, type PushApartStep, pushApartSteps } from "./overlapRemoval";
import { movedOps, newStoredRect, setOp, shiftOp, storedRect } from "./placeOps";

/** What an edit puts somewhere: new, moved or resized. */
export interface Placed {
  uid: string;
  /** What it sits in then. */
  parent: string | null;
  /** Where it is seen then. */
  rect: Rect;
}

/**
 * Return what moves and grows so that nothing comes to lie on anything else; it follows the operations that place.
 *
 * Hidden layers and what is inside collapsed frames are pushed apart as well: somebody else may see them.
 */
export function pushApartOps(
  editSnapshot: EditSnapshot,
  placed: readonly Placed[],
  along: Axis | null = null,
): Op[] {
  const byUid = new Map(placed.map((one) => [one.uid, one]));
  const present = [...editSnapshot.tree.children].flatMap(([parent, children]) =>
    children.map(({ uid }) =>
      boxOf(editSnapshot, uid, parent === "" ? null : parent, byUid.get(uid)),
    ),
  );
  const added = placed.filter(({ uid }) => !editSnapshot.tree.byUid.has(uid));
  const boxes = [...present, ...added.map((one) => newBox(editSnapshot, one))];
  const rects = new Map(boxes.map(({ uid, rects }) => [uid, rects[0] as Rect]));
  const holders = new Set(placed.map(({ parent }) => parent));
  return pushApartSteps(boxes, along).flatMap((step) => {
    // A move takes along what was put there by the operations before.
    const moves = byUid.has(step.uid) || holders.has(step.uid);
    if (step.type === "move" && moves) return [shiftOp(step.uid, step.dx, step.dy)];
    return stepOps(editSnapshot, step, rects.get(step.uid) as Rect);
  });
}

function stepOps(editSnapshot: EditSnapshot, step: PushApartStep, stored: Rect): Op[] {
  if (step.type === "grow") return [setOp(step.uid, grownBy(stored, step))];
  const element = editSnapshot.tree.byUid.get(step.uid) as SnapshotElement;
  return movedOps(editSnapshot, element, step.dx, step.dy);
}

function boxOf(
  editSnapshot: EditSnapshot,
  uid: string,
  parent: string | null,
  placed?: Placed,
): Box {
  const before = rectsOf(editSnapshot, uid);
  if (!placed) return { uid, parent, rects: before, before, placed: false };
  const stored = storedRect(editSnapshot, uid, placed.rect);
  const rects = before.length > 1 ? [stored, placed.rect] : [stored];
  return { uid, parent: placed.parent, rects, before, placed: true };
}

function newBox(editSnapshot: EditSnapshot, { uid, parent, rect }: Placed): Box {
  const stored = newStoredRect(editSnapshot, parent, rect);
  const rects = editSnapshot.placement.shifts.size > 0 ? [stored, rect] : [stored];
  return { uid, parent, rects, before: null, placed: true };
}

function rectsOf({ placement }: EditSnapshot, uid: string): Rect[] {
  const { shifts, shown, stored } = placement;
  const seen = shifts.size > 0 ? shown.get(uid) : undefined;
  return [stored.get(uid) as Rect, ...(seen ? [seen] : [])];
}
