/** Which flows of a drawing lead around boxes they have nothing to do with, and how these lines are drawn. */
import {
  along,
  type Controls,
  type Curve,
  contains,
  controls,
  flowCurve,
  type Point,
  type Rect,
  sameRect,
  touches,
} from "./geometry";
import { isFree, wayAround } from "./wayAround";

/** A way around boxes, for as long as its ends stay where they were. */
export interface Route extends Curve {
  from: Rect;
  to: Rect;
  /** The corners, from border to border. */
  points: readonly Point[];
}

/** A flow as it would be drawn without regard to boxes. */
export interface Straight {
  id: string;
  from: Rect;
  to: Rect;
  shift: number;
}

/** Above these a drawing keeps its curves; a place of the search costs some 4 µs. */
const MOST_FLOWS = 300;
const MOST_BOXES = 600;
const MOST_PLACES = 20_000;
const PLACES_EACH = 6_000;

/** The ways of one drawing, and the places they were found for. */
export interface Routing {
  key: string;
  routes: ReadonlyMap<string, Route>;
}

/** Return the ways of a drawing: those of before while nothing has moved. */
export function routing(
  flows: readonly Straight[],
  boxes: readonly Rect[],
  before: Routing | null,
): Routing {
  if (flows.length > MOST_FLOWS || boxes.length > MOST_BOXES) return NOWHERE;
  const key = JSON.stringify([flows, boxes]);
  return before?.key === key ? before : { key, routes: routesOf(flows, boxes) };
}

const NOWHERE: Routing = { key: "", routes: new Map() };

/** Return the ways of those flows whose curve would touch a foreign box; the others keep their curve. */
export function routesOf(
  flows: readonly Straight[],
  boxes: readonly Rect[],
): ReadonlyMap<string, Route> {
  const found = new Map<string, Route>();
  const taken: Part[] = [];
  let left = MOST_PLACES;
  for (const { id, from, to, shift } of flows) {
    if (touches(from, to)) continue;
    const foreign = boxes.filter((box) => isForeign(box, from) && isForeign(box, to));
    if (!curveTouches(controls(from, to, shift), foreign)) continue;
    const { points, effort } = wayAround(from, to, shift, foreign, Math.min(left, PLACES_EACH));
    left -= effort;
    if (!points || isDetour(points, from, to)) continue;
    const apart = setApart(points, taken, foreign);
    taken.push(...partsOf(apart));
    const middle = labelPlace(
      apart,
      [...found.values()].map((route) => route.middle),
    );
    found.set(id, { from, to, points: apart, path: rounded(apart), middle });
  }
  return found;
}

/** Return the line to draw: the route while its ends are where it was found, else the curve. */
export function lineBetween(
  from: Rect,
  to: Rect,
  { shift, route }: { shift: number; route: Route | null },
): Curve {
  return isRouted(route, from, to) ? route : flowCurve(from, to, shift);
}

export function isRouted(route: Route | null, from: Rect, to: Rect): route is Route {
  return route !== null && sameRect(route.from, from) && sameRect(route.to, to);
}

function isForeign(box: Rect, end: Rect): boolean {
  return !contains(box, end) && !contains(end, box);
}

/** A curve that merely grazes a box can be followed. */
const GRAZE = 3;
const STRIDE = 10;

function curveTouches(curve: Controls, boxes: readonly Rect[]): boolean {
  const xs = curve.map(({ x }) => x);
  const ys = curve.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const part = { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
  const near = boxes.filter((box) => touches(box, part));
  if (near.length === 0) return false;
  const steps = Math.ceil((part.width + part.height) / STRIDE);
  for (let step = 1; step < steps; step += 1) {
    const { x, y } = along(curve, step / steps);
    const isIn = (box: Rect): boolean =>
      x > box.x + GRAZE &&
      y > box.y + GRAZE &&
      x < box.x + box.width - GRAZE &&
      y < box.y + box.height - GRAZE;
    if (near.some(isIn)) return true;
  }
  return false;
}

/** A way that is much longer than the distance, or turns too often, is harder to follow than a hidden curve. */
function isDetour(points: readonly Point[], from: Rect, to: Rect): boolean {
  const [start, end] = controlsEnds(from, to);
  const direct = Math.abs(start.x - end.x) + Math.abs(start.y - end.y);
  const length = partsOf(points).reduce((sum, { a, b }) => sum + distance(a, b), 0);
  return points.length > 8 || length > direct * 1.6 + 260;
}

function controlsEnds(from: Rect, to: Rect): [Point, Point] {
  const curve = controls(from, to, 0);
  return [curve[0], curve[3]];
}

interface Part {
  a: Point;
  b: Point;
}

function partsOf(points: readonly Point[]): Part[] {
  return points.slice(1).map((b, index) => ({ a: points[index] as Point, b }));
}

/** Lines that run beside each other. */
const APART = 7;
const OFFSETS = [0, APART, -APART, 2 * APART, -2 * APART] as const;

/** Return the way with its inner parts moved sideways where they would lie on those of other ways. */
function setApart(
  points: readonly Point[],
  taken: readonly Part[],
  boxes: readonly Rect[],
): Point[] {
  const moved = points.map((point) => ({ ...point }));
  for (let index = 1; index + 2 < moved.length; index += 1) {
    const a = moved[index] as Point;
    const b = moved[index + 1] as Point;
    const axis = a.x === b.x ? "x" : "y";
    for (const offset of OFFSETS) {
      const now = { a: { ...a, [axis]: a[axis] + offset }, b: { ...b, [axis]: b[axis] + offset } };
      const before = moved[index - 1] as Point;
      const after = moved[index + 2] as Point;
      const free = [
        [now.a, now.b],
        [before, now.a],
        [now.b, after],
      ] as const;
      if (!free.every(([from, to]) => isFree(from, to, boxes))) continue;
      if (distance(before, now.a) < APART || distance(now.b, after) < APART) continue;
      if (taken.some((one) => isUpon(one, now))) continue;
      a[axis] += offset;
      b[axis] += offset;
      break;
    }
  }
  return moved;
}

/** Return whether two parts run on the same track for some way. */
function isUpon(one: Part, other: Part): boolean {
  const upright = other.a.x === other.b.x;
  if (upright !== (one.a.x === one.b.x)) return false;
  const [track, run] = upright ? (["x", "y"] as const) : (["y", "x"] as const);
  if (Math.abs(one.a[track] - other.a[track]) >= APART - 1) return false;
  const start = Math.max(Math.min(one.a[run], one.b[run]), Math.min(other.a[run], other.b[run]));
  const end = Math.min(Math.max(one.a[run], one.b[run]), Math.max(other.a[run], other.b[run]));
  return end - start > APART;
}

const RADIUS = 12;

/** Return the path with its corners rounded. */
function rounded(points: readonly Point[]): string {
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

/** About the size of a label, and where on a part it may stand. */
const LABEL = { width: 84, height: 20 };
const LABEL_SHARES = [0.5, 0.32, 0.68, 0.18, 0.82] as const;

/** Return a place on the longest straight part, where there is most room: its middle, unless a label is there. */
function labelPlace(points: readonly Point[], labels: readonly Point[]): Point {
  const { a, b } = partsOf(points).reduce((best, part) =>
    distance(part.a, part.b) > distance(best.a, best.b) ? part : best,
  );
  const places = LABEL_SHARES.map((share) => towards(a, b, distance(a, b) * share));
  const isTaken = ({ x, y }: Point): boolean =>
    labels.some((one) => Math.abs(one.x - x) < LABEL.width && Math.abs(one.y - y) < LABEL.height);
  return places.find((place) => !isTaken(place)) ?? (places[0] as Point);
}

function towards(from: Point, to: Point, by: number): Point {
  const share = by / Math.max(distance(from, to), 1);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function at(point: Point): string {
  return `${Math.round(point.x * 10) / 10},${Math.round(point.y * 10) / 10}`;
}
