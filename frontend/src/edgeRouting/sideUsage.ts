/** How many lines meet at the sides of boxes. */
import type { Point, Rect } from "@/geometry/geometry";
import type { RoutedLine } from "./routedLine";

export type SideUsage = ReadonlyMap<string, number>;

/** Count the lines at each side of each box. */
export function sideUsageOf(lines: readonly RoutedLine[]): SideUsage {
  const found = new Map<string, number>();
  for (const { points, from, to } of lines)
    for (const [rect, end] of [
      [from, points[0]],
      [to, points.at(-1)],
    ] as const) {
      const key = sideKey(rect, end as Point);
      found.set(key, (found.get(key) ?? 0) + 1);
    }
  return found;
}

export function sideKey({ x, y, width, height }: Rect, end: Point): string {
  const side = [end.x === x, end.x === x + width, end.y === y].indexOf(true);
  return [x, y, width, height, side].join(" ");
}
