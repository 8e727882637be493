/** The operations that give elements of the drawing other places, in the coordinates that are stored. */

import type { Rect } from "@/geometry/geometry";
import type { Op, SetElement } from "@/model/graph/ops";
import type { SnapshotElement } from "@/model/graph/snapshot";
import type { EditSnapshot } from "./editSnapshot";
import { withInside } from "./visibility";

export function setOp(uid: string, props: SetElement["props"]): Op {
  return { op: "set", on: "element", uid, props };
}

export function shiftOp(uid: string, dx: number, dy: number): Op {
  return { op: "shift", on: "element", uid, by: [dx, dy] };
}

/** Return the operations that move an element with all inside it, and change these properties of it. */
export function movedOps(
  editSnapshot: EditSnapshot,
  element: SnapshotElement,
  dx: number,
  dy: number,
  props: { parent?: string | null } = {},
): Op[] {
  const still = dx === 0 && dy === 0;
  const inside = withInside(editSnapshot.tree, element.uid);
  const isPlaced = inside.every((uid) => typeof editSnapshot.tree.byUid.get(uid)?.x === "number");
  if (inside.length > 1 && isPlaced) {
    const shift = still ? [] : [shiftOp(element.uid, dx, dy)];
    return "parent" in props ? [...shift, setOp(element.uid, props)] : shift;
  }
  // What no layout has placed is drawn all the same; by moving it, a person gives it its place.
  return inside.flatMap((uid) => {
    const stored = editSnapshot.placement.stored.get(uid) as Rect;
    const own = uid === element.uid ? props : {};
    if (still && !("parent" in own)) return [];
    const size = isPlaced ? {} : { width: stored.width, height: stored.height };
    return [setOp(uid, { x: stored.x + dx, y: stored.y + dy, ...size, ...own })];
  });
}

/** Return the stored rectangle for one that is seen. */
export function storedRect(editSnapshot: EditSnapshot, uid: string, seen: Rect): Rect {
  const shift = editSnapshot.placement.shifts.get(uid);
  if (!shift) return seen;
  return {
    x: seen.x - shift.x,
    y: seen.y - shift.y,
    width: seen.width - shift.width,
    height: seen.height - shift.height,
  };
}

/** Return the stored rectangle for a new one that is seen: it is drawn with the shift of what it sits in. */
export function newStoredRect(
  { placement }: EditSnapshot,
  parent: string | null,
  seen: Rect,
): Rect {
  const shift = placement.shifts.get(parent ?? "");
  return shift ? { ...seen, x: seen.x - shift.x, y: seen.y - shift.y } : seen;
}
