/** Where a line may leave a box: on each side, and how far out it runs before it may turn. */
import type { Point, Rect, Side } from "@/geometry/geometry";
import { CORNER, LANE, SIDES } from "./segmentsAndClearance";

export interface Port {
  side: Side;
  /** On the border, and outside of it where the line may turn. */
  border: Point;
  lane: Point;
  cost: number;
}

/** Reading goes from left to right: what it costs to leave or enter at a side. */
const LEAVE: Readonly<Record<Side, number>> = { right: 0, bottom: 45, top: 45, left: 110 };
const ENTER: Readonly<Record<Side, number>> = { left: 0, bottom: 45, top: 45, right: 110 };
/** What a pixel away from the middle of a side costs. */
const ASIDE = 0.25;
/** What each pixel costs that is missing in front of a side. */
const NARROW = 4;

/** Return the ports of both ends of a flow; `reachOf` says how far out of a side there is room. */
export function portsOf(
  from: Rect,
  to: Rect,
  reachOf: (rect: Rect) => Readonly<Record<Side, number>>,
): { starts: Port[]; goals: Port[] } {
  return {
    starts: portsOn(from, to, reachOf(from), LEAVE),
    goals: portsOn(to, from, reachOf(to), ENTER),
  };
}

function portsOn(
  rect: Rect,
  other: Rect,
  reach: Readonly<Record<Side, number>>,
  costs: Readonly<Record<Side, number>>,
): Port[] {
  return SIDES.flatMap((side) =>
    placesOn(rect, other, side).map((place) => portAt(rect, side, place, reach[side], costs[side])),
  ).filter(({ border, lane }) => border.x !== lane.x || border.y !== lane.y);
}

/** The middle of a side, and the middle of what it has in common with the other end: there the line is straight. */
function placesOn(rect: Rect, other: Rect, side: Side): number[] {
  const upright = side === "left" || side === "right";
  const [start, length] = upright ? [rect.y, rect.height] : [rect.x, rect.width];
  const [otherStart, otherLength] = upright ? [other.y, other.height] : [other.x, other.width];
  const middle = start + length / 2;
  const least = Math.max(start, otherStart) + CORNER;
  const most = Math.min(start + length, otherStart + otherLength) - CORNER;
  const shared = (least + most) / 2;
  return least <= most && Math.abs(shared - middle) >= 1 ? [middle, shared] : [middle];
}

function portAt(rect: Rect, side: Side, place: number, reach: number, cost: number): Port {
  const { x, y, width, height } = rect;
  const upright = side === "left" || side === "right";
  const middle = upright ? y + height / 2 : x + width / 2;
  const aside = cost + Math.abs(place - middle) * ASIDE + (LANE - reach) * NARROW;
  if (upright) {
    const border = { x: side === "left" ? x : x + width, y: place };
    const lane = { x: border.x + (side === "left" ? -reach : reach), y: place };
    return { side, border, lane, cost: aside };
  }
  const border = { x: place, y: side === "top" ? y : y + height };
  const lane = { x: place, y: border.y + (side === "top" ? -reach : reach) };
  return { side, border, lane, cost: aside };
}

/** Less room than this in front of a side lets no line through. */
const LEAST = 3;

/** Return how far out of each side a line may turn: at its lane, or half way to the next box where that is nearer. */
export function reachOf(rect: Rect, boxes: readonly Rect[]): Record<Side, number> {
  const free = { right: 2 * LANE, bottom: 2 * LANE, left: 2 * LANE, top: 2 * LANE };
  for (const box of boxes) {
    const across = Math.max(box.x - rect.x - rect.width, rect.x - box.x - box.width);
    const down = Math.max(box.y - rect.y - rect.height, rect.y - box.y - box.height);
    if (across < 0 === down < 0 || Math.max(across, down) >= 2 * LANE) continue;
    const side = sideTowards(rect, box, across >= 0);
    free[side] = Math.min(free[side], Math.max(across, down));
  }
  const half = (side: Side): number => (free[side] / 2 < LEAST ? 0 : free[side] / 2);
  return { right: half("right"), bottom: half("bottom"), left: half("left"), top: half("top") };
}

function sideTowards(rect: Rect, box: Rect, across: boolean): Side {
  if (across) return box.x > rect.x ? "right" : "left";
  return box.y > rect.y ? "bottom" : "top";
}
