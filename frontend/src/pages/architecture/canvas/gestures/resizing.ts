/** Dragging an edge or a corner of a frame. */

import type { Point, Rect } from "@/geometry/geometry";
import { withSpaceForChildren } from "@/model/canvas/editOps";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import { placeOf } from "@/model/canvas/editSnapshot";
import { HEADER, PADDING } from "@/model/canvas/elementSizes";
import type { Grip, Resizing } from "@/model/canvas/gesture";
import { GRID } from "@/model/canvas/snapping";

/** The sides that follow the pointer, such as "right" or "top left". */
export type Corner =
  | "top"
  | "right"
  | "bottom"
  | "left"
  | "top left"
  | "top right"
  | "bottom left"
  | "bottom right";

export const CORNERS: readonly Corner[] = [
  "top",
  "right",
  "bottom",
  "left",
  "top left",
  "top right",
  "bottom left",
  "bottom right",
];

const LEAST = { width: 120, height: HEADER + PADDING };

export interface Stretch {
  editSnapshot: EditSnapshot;
  uid: string;
  corner: Corner;
  start: Point;
}

/** Return the frame as it is with the pointer here: never smaller than what it holds. */
export function stretchTo(
  { editSnapshot, uid, corner, start }: Stretch,
  point: Point,
  grip: Grip,
): Resizing {
  const by = { x: point.x - start.x, y: point.y - start.y };
  const wanted = stretched(placeOf(editSnapshot, uid), corner, by, grip.free ? 1 : GRID);
  return { type: "resize", uid, rect: withSpaceForChildren(editSnapshot, uid, wanted), guides: [] };
}

export function stretched(rect: Rect, corner: Corner, by: Point, grid: number): Rect {
  let { x, y } = rect;
  let right = x + rect.width;
  let bottom = y + rect.height;
  const onGrid = (value: number): number => Math.round(value / grid) * grid;
  if (corner.includes("left")) x = Math.min(onGrid(x + by.x), right - LEAST.width);
  if (corner.includes("right")) right = Math.max(onGrid(right + by.x), x + LEAST.width);
  if (corner.includes("top")) y = Math.min(onGrid(y + by.y), bottom - LEAST.height);
  if (corner.includes("bottom")) bottom = Math.max(onGrid(bottom + by.y), y + LEAST.height);
  return { x, y, width: right - x, height: bottom - y };
}
