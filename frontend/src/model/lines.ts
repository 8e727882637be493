/** Which line of a drawing lies at a point. */
import type { CanvasEdge } from "./canvas";
import { bezier, type Point, type Rect } from "./geometry";

const SAMPLES = 16;

/** Return the flow or relation whose line passes closest to the point, if one passes within the distance. */
export function nearestLine(
  edges: readonly CanvasEdge[],
  rectOf: (uid: string) => Rect | undefined,
  point: Point,
  within: number,
): CanvasEdge | null {
  let nearest: CanvasEdge | null = null;
  let least = within;
  for (const edge of edges) {
    const source = rectOf(edge.source);
    const target = rectOf(edge.target);
    if (!source || !target) continue;
    const shift = edge.type === "flow" ? edge.data.shift : 0;
    const distance = distanceTo(source, target, shift, point);
    if (distance > least) continue;
    nearest = edge;
    least = distance;
  }
  return nearest;
}

function distanceTo(source: Rect, target: Rect, shift: number, point: Point): number {
  const curve = bezier(source, target, shift);
  let least = Number.POSITIVE_INFINITY;
  let before = curve(0);
  for (let step = 1; step <= SAMPLES; step += 1) {
    const now = curve(step / SAMPLES);
    least = Math.min(least, toSegment(point, before, now));
    before = now;
  }
  return least;
}

function toSegment(point: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const at = Math.max(0, Math.min(1, share));
  return Math.hypot(point.x - from.x - at * dx, point.y - from.y - at * dy);
}
