/** What the search, the spacing and the labels share: straight parts from corner to corner, and room around boxes. */
import type { Point, Rect, Side } from "@/geometry/geometry";

/** A line keeps this far from boxes; its lane lies a little further out. */
export const CLEAR = 7;
export const LANE = 14;
/** A line meets a side this far from its corners at the least. */
export const CORNER = 8;

export const SIDES: readonly Side[] = ["right", "bottom", "left", "top"];

/** A zone that is open: lines pass over it, though better not over the words in its header. */
export interface Zone {
  rect: Rect;
  words: readonly Rect[];
}

/** A flow as the routing sees it. */
export interface Ends {
  id: string;
  from: Rect;
  to: Rect;
  /** Widths of its label, from the one that says most; none when there is nothing to say. */
  labels: readonly number[];
}

/** What flows lead around. */
export interface Surroundings {
  boxes: readonly Rect[];
  /** Outer ones before what lies in them. */
  zones: readonly Zone[];
}

export function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

export function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

export function lengthOf(points: readonly Point[]): number {
  return points.reduce((sum, point, index) => sum + distance(points[index - 1] ?? point, point), 0);
}

/** Return the rectangle that a straight part covers; it has no width or no height. */
export function spanOf(a: Point, b: Point): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** Return whether two rectangles overlap; borders that meet do not. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Return the points at which a line turns, with both ends. */
export function straightened(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    const before = kept.at(-1);
    if (before && before.x === point.x && before.y === point.y) continue;
    const first = kept.at(-2);
    if (first && before && isStraight(first, before, point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

function isStraight(a: Point, b: Point, c: Point): boolean {
  return (a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y);
}

const RADIUS = 8;

/** Return the path with its corners rounded. */
export function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]];
  const parts = rest.map((corner, index) => {
    const next = rest[index + 1];
    if (!next) return `L${at(corner)}`;
    const before = points[index] as Point;
    const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, next) / 2);
    const start = towards(corner, before, radius);
    return `L${at(start)} Q${at(corner)} ${at(towards(corner, next, radius))}`;
  });
  return `M${at(first)} ${parts.join(" ")}`;
}

function towards(from: Point, to: Point, by: number): Point {
  const share = by / Math.max(distance(from, to), 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function at(point: Point): string {
  return `${Math.round(point.x * 10) / 10},${Math.round(point.y * 10) / 10}`;
}
