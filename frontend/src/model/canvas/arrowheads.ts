/** Where the arrowhead of a line is drawn on a picture, on which workloads cover the lines that lead into them. */
import { holds, type Point, type Rect } from "@/geometry/geometry";

export interface Head {
  tip: Point;
  /** Where the line points, as a vector of length 1. */
  along: Point;
}

/** Return the head at the end of a line, or where it goes under what covers its end; null where all of it is covered. */
export function headOf(points: readonly Point[], cover: Rect | null): Head | null {
  for (let index = points.length - 1; index > 0; index -= 1) {
    const [from, to] = [points[index - 1] as Point, points[index] as Point];
    if (cover && holds(cover, from)) continue;
    const tip = cover ? entry(from, to, cover) : to;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length > 0)
      return { tip, along: { x: (to.x - from.x) / length, y: (to.y - from.y) / length } };
  }
  return null;
}

/** Return where a way into a rectangle meets its border. */
function entry(from: Point, to: Point, { x, y, width, height }: Rect): Point {
  const share = Math.max(
    0,
    shareOf(from.x, to.x, x, x + width),
    shareOf(from.y, to.y, y, y + height),
  );
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Return the share of the way after which a coordinate is within an interval. */
function shareOf(from: number, to: number, least: number, most: number): number {
  if (from < least) return (least - from) / (to - from);
  return from > most ? (from - most) / (from - to) : 0;
}
