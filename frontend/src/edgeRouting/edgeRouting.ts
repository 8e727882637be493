/** The ways of all flows of a drawing: sought one after the other, then spaced, then labeled. */
import { type Curve, flowCurve, type Point, type Rect, sameRect } from "@/geometry/geometry";
import { placedLabels } from "./edgeLabels";
import { fallbackRoute } from "./fallbackRoute";
import { nudge } from "./nudging";
import { routeAll } from "./routeAll";
import {
  distance,
  type Ends,
  lengthOf,
  rounded,
  type Surroundings,
  straightened,
} from "./segmentsAndClearance";
import { straighten } from "./straightening";

/** A line as it is drawn. */
export interface Drawn extends Curve {
  /** Which of its labels there is room for at `middle`, counted from the one that says most; null for none. */
  label: number | null;
}

/** The way of a flow, for as long as its ends stay where they were. */
export interface Route extends Drawn {
  from: Rect;
  to: Rect;
  /** The corners, from border to border. */
  points: readonly Point[];
}

/** Above these a drawing keeps its curves. */
const MOST_FLOWS = 300;
const MOST_BOXES = 600;

/** The ways of one drawing, and the places they were found for. */
export interface Routing {
  key: string;
  routes: ReadonlyMap<string, Route>;
}

/** Return the ways of a drawing: those of before while nothing has moved. */
export function routing(
  flows: readonly Ends[],
  around: Surroundings,
  before: Routing | null,
): Routing {
  if (flows.length > MOST_FLOWS || around.boxes.length > MOST_BOXES) return NOWHERE;
  const key = JSON.stringify([flows, around]);
  return before?.key === key ? before : { key, routes: routesOf(flows, around) };
}

const NOWHERE: Routing = { key: "", routes: new Map() };

/** Return the ways of all these flows by id. Equal input gives equal ways. */
export function routesOf(flows: readonly Ends[], around: Surroundings): ReadonlyMap<string, Route> {
  const lines = straighten(routeAll(flows, around));
  nudge(lines, around.zones);
  const ways = lines.map(({ points }) => straightened(points));
  const words = around.zones.flatMap((zone) => zone.words);
  const labeled = ways.map((points, index) => ({ points, labels: flows[index]?.labels ?? [] }));
  const chips = placedLabels(labeled, [...around.boxes, ...words]);
  return new Map(
    flows.map(({ id, from, to }, index) => {
      const points = ways[index] as Point[];
      const chip = chips[index];
      const middle = chip?.at ?? middleOf(points);
      return [id, { from, to, points, path: rounded(points), middle, label: chip?.label ?? null }];
    }),
  );
}

/** Return the point half way along a line. */
function middleOf(points: readonly Point[]): Point {
  let left = lengthOf(points) / 2;
  for (const [index, b] of points.slice(1).entries()) {
    const a = points[index] as Point;
    const length = distance(a, b);
    if (length >= left && length > 0) {
      const share = left / length;
      return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    }
    left -= length;
  }
  return points[0] as Point;
}

/** Return the corners of the line to draw: of the route while its ends are where it was found, else of a plain way; null for a curve. */
export function cornersBetween(from: Rect, to: Rect, route: Route | null): readonly Point[] | null {
  if (route === null) return null;
  return isRouted(route, from, to) ? route.points : fallbackRoute(from, to);
}

/**
 * Return the line to draw. A curve has no label, nor has a line while its end is dragged: what is in the way is not known,
 * and it would cover names. Labels of these show when the flow is pointed at or selected.
 */
export function lineBetween(
  from: Rect,
  to: Rect,
  { shift, route }: { shift: number; route: Route | null },
): Drawn {
  if (route === null) return { ...flowCurve(from, to, shift), label: null };
  if (isRouted(route, from, to)) return route;
  const points = fallbackRoute(from, to);
  return { path: rounded(points), middle: middleOf(points), label: null };
}

function isRouted(route: Route | null, from: Rect, to: Rect): route is Route {
  return route !== null && sameRect(route.from, from) && sameRect(route.to, to);
}
