/** The way of a line around boxes: straight parts between the gaps, as short and with as few bends as can be had. */
import { around, ends, type Point, type Rect, type Side, touches } from "./geometry";

/** A line keeps this far from boxes; its lanes lie a little further out. */
const CLEAR = 7;
const LANE = 14;
/** How far beyond both ends a way may lead. */
const BEYOND = 140;
/** What one bend is worth, in pixels of detour. */
const BEND = 45;
/** Reading goes from left to right: what it costs to leave or enter at a side. */
const LEAVE: Readonly<Record<Side, number>> = { right: 0, bottom: 25, top: 25, left: 90 };
const ENTER: Readonly<Record<Side, number>> = { left: 0, bottom: 25, top: 25, right: 90 };
/** More boxes than these between two ends cost more than the way is worth. */
const MOST_BOXES = 90;
const SIDES: readonly Side[] = ["right", "bottom", "left", "top"];
const STEPS = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

export interface Way {
  /** From border to border; null when there is no way. */
  points: Point[] | null;
  /** How many places were looked at. */
  effort: number;
}

interface Port {
  /** On the border, and outside of it where the grid starts. */
  border: Point;
  lane: Point;
  heading: number;
  cost: number;
}

/** Return the corners of a way from one rectangle to the other that touches none of the boxes. */
export function wayAround(
  source: Rect,
  target: Rect,
  shift: number,
  boxes: readonly Rect[],
  most: number,
): Way {
  const part = grown(around([source, target]), BEYOND);
  const near = boxes.filter((box) => touches(box, part));
  if (near.length > MOST_BOXES) return { points: null, effort: 0 };
  const solid = [...near.map((box) => grown(box, CLEAR)), grown(source, -1), grown(target, -1)];
  const starts = portsOf(source, shift, solid, ends(source, target, shift)[0].side, LEAVE);
  const goals = portsOf(target, shift, solid, ends(source, target, shift)[1].side, ENTER);
  const lanes = [...starts, ...goals].map(({ lane }) => lane);
  const xs = spread(
    near.flatMap(({ x, width }) => [x - LANE, x + width + LANE]),
    lanes.map(({ x }) => x),
    [part.x, part.x + part.width],
  );
  const ys = spread(
    near.flatMap(({ y, height }) => [y - LANE, y + height + LANE]),
    lanes.map(({ y }) => y),
    [part.y, part.y + part.height],
  );
  return search({ xs, ys, solid, starts, goals, most });
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function portsOf(
  rect: Rect,
  shift: number,
  solid: readonly Rect[],
  usual: Side,
  costs: Readonly<Record<Side, number>>,
): Port[] {
  return SIDES.map((side, heading): Port => {
    const [dx, dy] = STEPS[heading] as (typeof STEPS)[number];
    const room = (dx === 0 ? rect.width : rect.height) / 2 - 8;
    const moved = Math.max(-room, Math.min(room, shift));
    const border = {
      x: rect.x + rect.width / 2 + (dx * rect.width) / 2 + (dx === 0 ? moved : 0),
      y: rect.y + rect.height / 2 + (dy * rect.height) / 2 + (dy === 0 ? moved : 0),
    };
    const lane = { x: border.x + dx * LANE, y: border.y + dy * LANE };
    return { border, lane, heading, cost: side === usual ? 0 : 20 + costs[side] };
  }).filter(({ border, lane }) => isFree(border, lane, solid));
}

/** Return the coordinates in order, without those that lie so close to another that a lane there makes no difference. */
function spread(lanes: number[], kept: number[], [least, most]: [number, number]): number[] {
  const exact = new Set(kept);
  const inside = lanes.filter((at) => at >= least && at <= most);
  const sorted = [...new Set([...inside, ...kept])].sort((a, b) => a - b);
  return sorted.filter((at, index) => exact.has(at) || at - (sorted[index - 1] ?? -1e9) > 3);
}

/** Return whether a straight part touches no box. */
export function isFree(a: Point, b: Point, solid: readonly Rect[]): boolean {
  const left = Math.min(a.x, b.x);
  const right = Math.max(a.x, b.x);
  const top = Math.min(a.y, b.y);
  const bottom = Math.max(a.y, b.y);
  return !solid.some(
    ({ x, y, width, height }) => left < x + width && right > x && top < y + height && bottom > y,
  );
}

interface Grid {
  xs: readonly number[];
  ys: readonly number[];
  solid: readonly Rect[];
  starts: readonly Port[];
  goals: readonly Port[];
  most: number;
}

interface Place {
  column: number;
  row: number;
  heading: number;
  cost: number;
  estimate: number;
  order: number;
  from: Place | null;
  port: Port;
}

/** A* over column, row and heading. */
function search(grid: Grid): Way {
  const { goals, starts, xs, ys, most } = grid;
  if (goals.length === 0) return { points: null, effort: 0 };
  const open: Place[] = [];
  const done = new Set<number>();
  let order = 0;
  const add = (step: Step): void => {
    order += 1;
    push(open, { ...step, estimate: step.cost + restOf(grid, step), order });
  };
  for (const port of starts) {
    const { lane, heading, cost } = port;
    add({ column: xs.indexOf(lane.x), row: ys.indexOf(lane.y), heading, cost, from: null, port });
  }
  for (let effort = 1; effort <= most; effort += 1) {
    const place = pop(open);
    if (!place) return { points: null, effort };
    if (place.heading === ARRIVED) return { points: corners(grid, place), effort };
    const key = (place.row * xs.length + place.column) * 4 + place.heading;
    if (done.has(key)) continue;
    done.add(key);
    for (const step of [...arrivals(grid, place), ...onward(grid, place)]) add(step);
  }
  return { points: null, effort: most };
}

type Step = Omit<Place, "estimate" | "order">;

/** The heading of the last place of a way; its port is the one that it enters by. */
const ARRIVED = -1;

function pointOf({ xs, ys }: Grid, { column, row }: Pick<Place, "column" | "row">): Point {
  return { x: xs[column] as number, y: ys[row] as number };
}

/** Return the least length that is left. */
function restOf(grid: Grid, step: Step): number {
  const { x, y } = pointOf(grid, step);
  return Math.min(...grid.goals.map(({ lane }) => Math.abs(lane.x - x) + Math.abs(lane.y - y)));
}

function arrivals(grid: Grid, place: Place): Step[] {
  const { x, y } = pointOf(grid, place);
  return grid.goals
    .filter(({ lane, heading }) => lane.x === x && lane.y === y && heading !== place.heading)
    .map((port) => {
      const bend = place.heading === (port.heading + 2) % 4 ? 0 : BEND;
      return { ...place, heading: ARRIVED, cost: place.cost + port.cost + bend, from: place, port };
    });
}

function onward(grid: Grid, place: Place): Step[] {
  const here = pointOf(grid, place);
  return STEPS.flatMap(([dx, dy], heading): Step[] => {
    if (heading === (place.heading + 2) % 4) return [];
    const column = place.column + dx;
    const row = place.row + dy;
    const there = pointOf(grid, { column, row });
    if (there.x === undefined || there.y === undefined) return [];
    if (!isFree(here, there, grid.solid)) return [];
    const bend = heading === place.heading ? 0 : BEND;
    const length = Math.abs(there.x - here.x) + Math.abs(there.y - here.y);
    return [
      { column, row, heading, cost: place.cost + length + bend, from: place, port: place.port },
    ];
  });
}

function corners(grid: Grid, last: Place): Point[] {
  const all: Point[] = [last.port.border];
  let first = last;
  for (let place = last.from; place; place = place.from) {
    all.push(pointOf(grid, place));
    first = place;
  }
  all.push(first.port.border);
  return straightened(all.reverse());
}

/** Return the points at which a line turns, with both ends. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((now, index) => {
    const before = points[index - 1];
    const next = points[index + 1];
    if (!before || !next) return true;
    const upright = before.x === now.x && now.x === next.x;
    return !upright && !(before.y === now.y && now.y === next.y);
  });
}

function isBefore(a: Place, b: Place): boolean {
  return a.estimate < b.estimate || (a.estimate === b.estimate && a.order < b.order);
}

/** The queue is a binary heap. */
function push(heap: Place[], place: Place): void {
  let at = heap.length;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const above = heap[up] as Place;
    if (!isBefore(place, above)) break;
    heap[at] = above;
    at = up;
  }
  heap[at] = place;
}

function pop(heap: Place[]): Place | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!last || last === top) return top;
  let at = 0;
  for (;;) {
    let down = 2 * at + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && isBefore(heap[down + 1] as Place, heap[down] as Place)) down += 1;
    if (!isBefore(heap[down] as Place, last)) break;
    heap[at] = heap[down] as Place;
    at = down;
  }
  heap[at] = last;
  return top;
}
