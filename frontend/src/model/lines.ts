/** All lines of a drawing, for when it is seen from so far that each is a hair. */
import type { CanvasEdge } from "./canvas";
import { bezier, flowCurve, type Point, type Rect } from "./geometry";
import type { Severity } from "./severity";

export interface Bundle {
  tone: Severity | "none" | "accent";
  path: string;
}

/** The most paths of a drawing: one for each line as long as there are no more. */
const PATHS = 500;

/**
 * Return the lines as few paths of one colour each; the selected line has one of its own.
 *
 * A browser paints in tiles and skips what lies beside one: a single path through the whole drawing would be painted
 * in every tile, so that neighbours are put together, and only where there are very many lines.
 */
export function bundled(
  edges: readonly CanvasEdge[],
  rectOf: (uid: string) => Rect | undefined,
): Bundle[] {
  const found = edges.flatMap((edge) => {
    const source = rectOf(edge.source);
    const target = rectOf(edge.target);
    if (edge.type !== "flow" || !source || !target) return [];
    const tone: Bundle["tone"] = edge.selected ? "accent" : (edge.data.worst ?? "none");
    const { path } = flowCurve(source, target, edge.data.shift);
    return [{ tone, path, at: source.y + target.y }];
  });
  const size = Math.ceil(found.length / PATHS);
  const byTone = new Map<Bundle["tone"], typeof found>();
  for (const one of found.toSorted((a, b) => a.at - b.at))
    byTone.set(one.tone, [...(byTone.get(one.tone) ?? []), one]);
  return [...byTone].flatMap(([tone, list]) =>
    Array.from({ length: Math.ceil(list.length / size) }, (_, index) => ({
      tone,
      path: list
        .slice(index * size, (index + 1) * size)
        .map(({ path }) => path)
        .join(""),
    })),
  );
}

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
