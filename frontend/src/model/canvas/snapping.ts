/** Where a moved or resized rectangle comes to lie: on the lines of its neighbors, else on the grid. */
import type { Rect } from "@/geometry/geometry";

export const GRID = 8;

/** A line that shows what a rectangle has snapped to. */
export interface Guide {
  axis: "x" | "y";
  at: number;
  from: number;
  to: number;
}

export interface Snap {
  dx: number;
  dy: number;
  guides: Guide[];
}

/**
 * Return how far to move the rectangle besides, so that an edge or its middle meets that of a neighbor
 * within `reach`; on an axis without such a neighbor its corner goes to the grid.
 */
export function snapped(rect: Rect, neighbors: readonly Rect[], reach: number): Snap {
  const x = closest(rect, neighbors, reach, "x");
  const y = closest(rect, neighbors, reach, "y");
  const dx = x?.by ?? toGrid(rect.x);
  const dy = y?.by ?? toGrid(rect.y);
  const moved = { ...rect, x: rect.x + dx, y: rect.y + dy };
  const guides = [
    ...(x ? [guide("x", x.at, moved, x.neighbor)] : []),
    ...(y ? [guide("y", y.at, moved, y.neighbor)] : []),
  ];
  return { dx, dy, guides };
}

interface Meeting {
  by: number;
  at: number;
  neighbor: Rect;
}

function closest(
  rect: Rect,
  neighbors: readonly Rect[],
  reach: number,
  axis: "x" | "y",
): Meeting | null {
  let best: Meeting | null = null;
  const own = linesOf(rect, axis);
  for (const neighbor of neighbors) {
    for (const at of linesOf(neighbor, axis)) {
      for (const line of own) {
        const by = at - line;
        if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by))) {
          best = { by, at, neighbor };
        }
      }
    }
  }
  return best;
}

function linesOf(rect: Rect, axis: "x" | "y"): [number, number, number] {
  const start = rect[axis];
  const length = axis === "x" ? rect.width : rect.height;
  return [start, start + length / 2, start + length];
}

function toGrid(value: number): number {
  return Math.round(value / GRID) * GRID - value;
}

function guide(axis: "x" | "y", at: number, rect: Rect, neighbor: Rect): Guide {
  const [other, breadth] = axis === "x" ? (["y", "height"] as const) : (["x", "width"] as const);
  return {
    axis,
    at,
    from: Math.min(rect[other], neighbor[other]),
    to: Math.max(rect[other] + rect[breadth], neighbor[other] + neighbor[breadth]),
  };
}
