/** Which line of a drawing lies at a point. */

import { cornersBetween } from "@/edgeRouting/edgeRouting";
import { bezier, type Point, type Rect } from "@/geometry/geometry";
import type { CanvasEdge, FlowData } from "./canvasEdges";

const SAMPLES = 16;

/** Return the flow or relation whose line passes closest to the point, if one passes within the distance. */
export function nearestEdge(
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
    const distance = distanceTo(pointsOf(edge, source, target), point);
    if (distance > least) continue;
    nearest = edge;
    least = distance;
  }
  return nearest;
}

function pointsOf(edge: CanvasEdge, source: Rect, target: Rect): readonly Point[] {
  if (edge.type === "relation") return sampled(source, target, 0);
  return flowPoints(source, target, edge.data);
}

/** Return the corners of a flow as it is drawn, or points along its curve. */
export function flowPoints(
  source: Rect,
  target: Rect,
  { shift, route }: Pick<FlowData, "shift" | "route">,
): readonly Point[] {
  return cornersBetween(source, target, route) ?? sampled(source, target, shift);
}

function sampled(source: Rect, target: Rect, shift: number): Point[] {
  const curve = bezier(source, target, shift);
  return Array.from({ length: SAMPLES + 1 }, (_, step) => curve(step / SAMPLES));
}

function distanceTo(points: readonly Point[], point: Point): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [index, now] of points.entries()) {
    const before = points[index - 1] ?? now;
    least = Math.min(least, toSegment(point, before, now));
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
