/** Which nodes of a drawing are mounted: those near the window, and from afar none, for then it is one picture. */

import { type Rect, type Size, type Transform, touches } from "@/geometry/geometry";
import type { CanvasNode } from "./canvasNodes";
import { rectOfNode } from "./canvasNodes";
import { VISIBLE_ONLY_ABOVE } from "./flowGraph";

/** Below these zooms names cannot be read in their place; of many nodes more would be in sight than can be mounted. */
const AFAR = 0.26;
const AFAR_OF_MANY = 0.4;

/** Return whether a drawing of so many nodes is drawn as one picture at this zoom. */
export function isOverview(zoom: number, nodes: number): boolean {
  return zoom < (nodes > VISIBLE_ONLY_ABOVE ? AFAR_OF_MANY : AFAR);
}

/** Return whether only those nodes are mounted that are near the window. */
export function isCulled(nodes: number): boolean {
  return nodes > VISIBLE_ONLY_ABOVE;
}

/**
 * Return a part of the canvas around what is seen, as words that stay the same while the view moves little.
 *
 * It reaches one to two steps beyond the window, and a step is about an eighth of the window.
 */
export function nearKey([x, y, zoom]: Transform, { width, height }: Size): string {
  const step = 2 ** Math.round(Math.log2(Math.max(width, height, 1) / zoom / 8));
  const before = (at: number): number => (Math.floor(at / zoom / step) - 1) * step;
  const behind = (at: number): number => (Math.ceil(at / zoom / step) + 1) * step;
  return [before(-x), before(-y), behind(width - x), behind(height - y)].join(" ");
}

/** Return the part of the canvas that such words mean. */
export function nearRect(key: string): Rect {
  const [x = 0, y = 0, right = 0, bottom = 0] = key.split(" ").map(Number);
  return { x, y, width: right - x, height: bottom - y };
}

/** Return the ids of what lies in this part of the canvas: frames first, then outwards from its middle. */
export function idsWithin(nodes: readonly CanvasNode[], part: Rect): string[] {
  const middle = { x: part.x + part.width / 2, y: part.y + part.height / 2 };
  const distance = ({ type, position, width, height }: CanvasNode): number =>
    type === "frame"
      ? 0
      : Math.hypot(position.x + width / 2 - middle.x, position.y + height / 2 - middle.y);
  return nodes
    .filter((node) => touches(rectOfNode(node), part))
    .map((node) => ({ id: node.id, distance: distance(node) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ id }) => id);
}

/**
 * Return what is mounted next: so many at most of what is no longer wanted go, and as many of those that are missing come.
 *
 * Hundreds at once would hold up a frame. The same set when nothing changes.
 */
export function nextMounted(
  mounted: ReadonlySet<string>,
  wanted: readonly string[],
  most: number,
): ReadonlySet<string> {
  const missing = wanted.filter((id) => !mounted.has(id)).slice(0, most);
  const asked = new Set(wanted);
  const leaving = [...mounted].filter((id) => !asked.has(id)).slice(0, most);
  if (missing.length === 0 && leaving.length === 0) return mounted;
  const next = new Set([...mounted, ...missing]);
  for (const id of leaving) next.delete(id);
  return next;
}
