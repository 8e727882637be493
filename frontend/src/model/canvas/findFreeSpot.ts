/** Finds room for something new: where it is wanted, or as near to it as nothing else lies. */
import type { Point, Rect } from "@/geometry/geometry";
import { GAP, HEADER, PADDING } from "./elementSizes";
import { GRID } from "./snapping";

const STEP = 24;
const RINGS = 60;

/**
 * Return the top left corner nearest to that of `wanted` at which it covers none of the others.
 *
 * Inside a frame it stays below its name and right of its edge; below and to the right the frame will grow.
 */
export function findFreeSpot(wanted: Rect, frame: Rect | null, others: readonly Rect[]): Point {
  const least = frame && { x: frame.x + PADDING, y: frame.y + HEADER };
  const start = kept({ x: toGrid(wanted.x), y: toGrid(wanted.y) }, least);
  for (let ring = 0; ring <= RINGS; ring += 1) {
    const free = ringAround(start, ring)
      .map((point) => kept(point, least))
      .filter((point) => isFree({ ...wanted, ...point }, others))
      .toSorted((a, b) => cost(a, start, wanted, frame) - cost(b, start, wanted, frame));
    if (free[0]) return free[0];
  }
  const below = Math.max(...others.map((other) => other.y + other.height));
  return { x: start.x, y: below + GAP };
}

function kept(point: Point, least: Point | null): Point {
  return least ? { x: Math.max(point.x, least.x), y: Math.max(point.y, least.y) } : point;
}

function ringAround({ x, y }: Point, ring: number): Point[] {
  if (ring === 0) return [{ x, y }];
  const reach = ring * STEP;
  const points: Point[] = [];
  for (let at = -reach; at <= reach; at += STEP) {
    points.push({ x: x + at, y: y - reach }, { x: x + at, y: y + reach });
    points.push({ x: x - reach, y: y + at }, { x: x + reach, y: y + at });
  }
  return points;
}

/** The distance; growing the frame counts as going far. */
function cost(point: Point, start: Point, size: Rect, frame: Rect | null): number {
  const over = frame
    ? Math.max(0, point.x + size.width + PADDING - frame.x - frame.width) +
      Math.max(0, point.y + size.height + PADDING - frame.y - frame.height)
    : 0;
  return Math.hypot(point.x - start.x, point.y - start.y) + over * 4;
}

function isFree(rect: Rect, others: readonly Rect[]): boolean {
  return others.every(
    (other) =>
      rect.x >= other.x + other.width + GAP / 2 ||
      other.x >= rect.x + rect.width + GAP / 2 ||
      rect.y >= other.y + other.height + GAP / 2 ||
      other.y >= rect.y + rect.height + GAP / 2,
  );
}

function toGrid(value: number): number {
  return Math.round(value / GRID) * GRID;
}
