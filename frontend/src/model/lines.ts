/** All lines of a drawing at once, for when it is seen from so far that each is a hair. */
import type { CanvasEdge } from "./canvas";
import { bezier, flowCurve, type Point, type Rect } from "./geometry";
import type { Severity } from "./severity";

export interface Bundle {
  tone: Severity | "none" | "accent";
  path: string;
}

/** Return one path for each colour; the selected line has one of its own. */
export function bundled(
  edges: readonly CanvasEdge[],
  rectOf: (uid: string) => Rect | undefined,
): Bundle[] {
  const paths = new Map<Bundle["tone"], string[]>();
  for (const edge of edges) {
    if (edge.type !== "flow") continue;
    const source = rectOf(edge.source);
    const target = rectOf(edge.target);
    if (!source || !target) continue;
    const tone = edge.selected ? "accent" : (edge.data.worst ?? "none");
    const list = paths.get(tone) ?? [];
    list.push(flowCurve(source, target, edge.data.shift).path);
    paths.set(tone, list);
  }
  return [...paths].map(([tone, list]) => ({ tone, path: list.join("") }));
}

const SAMPLES = 16;

/** Return the flow whose line passes closest to the point, if one passes within the distance. */
export function nearestFlow(
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
    if (edge.type !== "flow" || !source || !target) continue;
    const distance = distanceTo(source, target, edge.data.shift, point);
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
