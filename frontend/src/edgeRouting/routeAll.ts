/** Seeks the ways of all flows of a drawing one after the other, on one grid on which each notes where it runs. */
import { contains, type Point, type Rect, type Side, sameRect } from "@/geometry/geometry";
import { Search } from "./astar";
import { fallbackRoute } from "./fallbackRoute";
import { buildGrid, foreignZones, Grid, tracks } from "./grid";
import { type Port, portsOf, reachOf } from "./ports";
import type { RoutedLine } from "./routedLine";
import {
  CLEAR,
  distance,
  type Ends,
  grown,
  overlaps,
  type Surroundings,
  straightened,
} from "./segmentsAndClearance";

/** A place of the search costs some 0.5 µs; a flow for which none are left gets a plain way. */
const MOST_PLACES = 250_000;
const PLACES_EACH = 25_000;

/** Seek the ways of all flows, short ones first: long ones have more choice. */
export function routeAll(flows: readonly Ends[], around: Surroundings): RoutedLine[] {
  const reaches = new Map<Rect, Record<Side, number>>();
  const reach = (rect: Rect): Record<Side, number> => {
    const found = reaches.get(rect) ?? reachOf(rect, outside(rect, around.boxes));
    reaches.set(rect, found);
    return found;
  };
  const sought = flows.map((flow) => ({ flow, ...portsOf(flow.from, flow.to, reach) }));
  const grid = gridOf(around, sought, reach);
  const search = new Search(grid);
  const order = sought.map((_, index) => index);
  const far = flows.map(({ from, to }) => distance(center(from), center(to)));
  order.sort((a, b) => (far[a] as number) - (far[b] as number) || a - b);
  const lines: RoutedLine[] = [];
  for (const index of order) {
    const one = sought[index] as Sought;
    const { from, to } = one.flow;
    const points = wayOf(one, around, search);
    const boxes = around.boxes.filter((box) => isForeign(box, from, to));
    lines[index] = { points, from, to, label: one.flow.labels[0] ?? 0, boxes };
  }
  return lines;
}

interface Sought {
  flow: Ends;
  starts: readonly Port[];
  goals: readonly Port[];
}

function gridOf(
  { boxes, zones }: Surroundings,
  sought: readonly Sought[],
  reach: (rect: Rect) => Record<Side, number>,
): Grid {
  const lanes = sought.flatMap(({ starts, goals }) =>
    [...starts, ...goals].map(({ lane }) => lane),
  );
  const entered = sought.flatMap(({ flow }) => [flow.from, flow.to]);
  const shut = boxes.filter(
    (box) =>
      !boxes.some((outer) => outer !== box && contains(outer, box) && !holdsAny(outer, entered)),
  );
  const beside = zones.map(({ rect }) => grown(rect, ZONE_LANE));
  const columns = [
    ...shut.flatMap((box) => [box.x - reach(box).left, box.x + box.width + reach(box).right]),
    ...beside.flatMap(({ x, width }) => [x, x + width]),
  ];
  const rows = [
    ...shut.flatMap((box) => [box.y - reach(box).top, box.y + box.height + reach(box).bottom]),
    ...beside.flatMap(({ y, height }) => [y, y + height]),
  ];
  const grid = new Grid(
    tracks(
      columns,
      lanes.map(({ x }) => x),
    ),
    tracks(
      rows,
      lanes.map(({ y }) => y),
    ),
  );
  buildGrid(grid, { boxes, zones }, CLEAR);
  return grid;
}

/** A line beside a zone, half way to the next. */
const ZONE_LANE = 8;

function holdsAny(outer: Rect, inner: readonly Rect[]): boolean {
  return inner.some((one) => contains(outer, one) && !sameRect(outer, one));
}

/** Return the boxes that a line which leaves this one could meet. */
function outside(rect: Rect, boxes: readonly Rect[]): Rect[] {
  return boxes.filter((box) => !contains(box, rect) && !contains(rect, box));
}

function isForeign(box: Rect, from: Rect, to: Rect): boolean {
  return [from, to].every((end) => !contains(box, end) && !contains(end, box));
}

function wayOf({ flow, starts, goals }: Sought, around: Surroundings, search: Search): Point[] {
  const { from, to } = flow;
  const left = Math.min(PLACES_EACH, MOST_PLACES - search.effort);
  if (left <= 0 || overlaps(from, to)) return fallbackRoute(from, to);
  const changes = ownGround(from, to, around);
  const apply = (by: number): void => {
    for (const { rect, count } of changes) search.grid.add(search.grid.boxes, rect, count * by);
  };
  apply(1);
  const foreign = foreignZones(around, from, to);
  const found = search.find({ starts, goals, foreign, most: left });
  apply(-1);
  if (!found) return fallbackRoute(from, to);
  search.grid.occupy(found.points);
  const inner = found.points.map((point) => search.grid.pointAt(point));
  return straightened([found.start.border, ...inner, found.goal.border]);
}

/** What is no obstacle for this flow, because an end lies in it; and ends that are obstacles for it alone: open zones. */
function ownGround(from: Rect, to: Rect, { boxes }: Surroundings): { rect: Rect; count: number }[] {
  const ends = [from, to];
  const isEnd = (rect: Rect): boolean => ends.some((end) => sameRect(end, rect));
  const open = boxes.filter((box) => !isEnd(box) && ends.some((end) => contains(box, end)));
  const zones = ends.filter((end) => !boxes.some((box) => sameRect(box, end)));
  return [
    ...open.map((box) => ({ rect: grown(box, CLEAR), count: -1 })),
    ...zones.map((zone) => ({ rect: grown(zone, CLEAR), count: 1 })),
  ];
}

function center({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
