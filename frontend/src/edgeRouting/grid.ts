/** The grid that lines are sought on: tracks between boxes, and what stands or runs on each step between two of them. */
import { contains, type Point, type Rect } from "@/geometry/geometry";
import { grown, type Surroundings } from "./segmentsAndClearance";

/** What a pixel over words costs beside its length, and one along another line. */
const WORDS = 4;
const ALONG = 0.06;

/** Tracks closer to each other than this are one. */
const CLOSE = 3;

/** Return the tracks in order, without those that lie so close to another that it makes no difference. */
export function tracks(wanted: readonly number[], kept: readonly number[]): number[] {
  const exact = new Set(kept);
  const sorted = [...new Set([...wanted, ...kept])].sort((a, b) => a - b);
  const near = (at: number, other: number | undefined): boolean =>
    other !== undefined && Math.abs(at - other) <= CLOSE;
  const found: number[] = [];
  for (const [index, at] of sorted.entries()) {
    if (exact.has(at)) found.push(at);
    else if (
      !near(at, found.at(-1)) &&
      !near(
        at,
        sorted.slice(index + 1).find((one) => exact.has(one)),
      )
    )
      found.push(at);
  }
  return found;
}

/** The two ways in which a step leads: to the right and downwards. */
export const ACROSS = 0;
export const DOWN = 1;

type Numbers = Uint16Array | Float32Array;

/** Something that is known of every step from a point of the grid to the right (ACROSS) and downwards (DOWN). */
export type Steps<Kind extends Numbers = Numbers> = readonly [across: Kind, down: Kind];

export class Grid {
  readonly columns: number;
  readonly rows: number;
  /** How many boxes stand there. */
  readonly boxes: Steps<Uint16Array>;
  /** The innermost zone, counted from 1; 0 is the ground. */
  readonly zones: Steps<Uint16Array>;
  /** What a pixel costs beside its length: for words and for lines that run there already. */
  readonly weights: Steps<Float32Array>;
  /** Lines that pass a point without a turn. */
  readonly passing: Steps<Uint16Array>;

  constructor(
    readonly xs: readonly number[],
    readonly ys: readonly number[],
  ) {
    this.columns = xs.length;
    this.rows = ys.length;
    const size = this.columns * this.rows;
    this.boxes = [new Uint16Array(size), new Uint16Array(size)];
    this.zones = [new Uint16Array(size), new Uint16Array(size)];
    this.weights = [new Float32Array(size), new Float32Array(size)];
    this.passing = [new Uint16Array(size), new Uint16Array(size)];
  }

  /** Add to (or take from) what is counted on every step that touches the inside of the rectangle. */
  add(steps: Steps, rect: Rect, by: number): void {
    for (const { on, from, to } of this.#stretches(rect, steps))
      for (let step = from; step < to; step += 1) on[step] = (on[step] as number) + by;
  }

  /** Let every step inside the rectangle belong to the zone. */
  claim(rect: Rect, zone: number): void {
    for (const { on, from, to } of this.#stretches(rect, this.zones)) on.fill(zone, from, to);
  }

  /** Note that a line runs along these points. */
  occupy(points: readonly number[]): void {
    for (let index = 1; index < points.length; index += 1) {
      const [a, b] = [points[index - 1] as number, points[index] as number];
      const next = points[index + 1];
      const axis = Math.abs(b - a) === 1 ? ACROSS : DOWN;
      const weights = this.weights[axis];
      const passing = this.passing[axis];
      const step = Math.min(a, b);
      weights[step] = (weights[step] as number) + ALONG;
      if (next !== undefined && next - b === b - a) passing[b] = (passing[b] as number) + 1;
    }
  }

  pointAt(point: number): Point {
    const column = point % this.columns;
    return { x: this.xs[column] as number, y: this.ys[(point - column) / this.columns] as number };
  }

  column(x: number): number {
    return after(this.xs, x - 0.001);
  }

  row(y: number): number {
    return after(this.ys, y - 0.001);
  }

  /** Return what touches the inside of the rectangle, row by row. */
  #stretches({ x, y, width, height }: Rect, steps: Steps): Stretch[] {
    const { columns, xs, ys } = this;
    const [left, right] = [after(xs, x), before(xs, x + width)];
    const [top, bottom] = [after(ys, y), before(ys, y + height)];
    const found: Stretch[] = [];
    for (let row = Math.max(0, top - 1); row <= bottom; row += 1) {
      const start = row * columns;
      const end = start + right + 1;
      if (row >= top)
        found.push({ on: steps[ACROSS], from: start + Math.max(0, left - 1), to: end });
      found.push({ on: steps[DOWN], from: start + left, to: end });
    }
    return found;
  }
}

/** Steps of one row. */
interface Stretch {
  on: Numbers;
  from: number;
  to: number;
}

/** Return the first index whose value is greater. */
function after(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Return the last index whose value is less. */
function before(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Put boxes, zones and the words in their headers on the grid. */
export function buildGrid(grid: Grid, { boxes, zones }: Surroundings, clear: number): void {
  for (const box of boxes) grid.add(grid.boxes, grown(box, clear), 1);
  for (const [index, { rect, words }] of zones.entries()) {
    grid.claim(rect, index + 1);
    for (const word of words) grid.add(grid.weights, word, WORDS);
  }
}

/**
 * Return where a flow should not pass, by zone and 0 for the ground: zones that it has nothing to do with, and what is
 * outside of a zone that holds both its ends.
 */
export function foreignZones({ zones }: Surroundings, from: Rect, to: Rect): Uint8Array {
  const home = zones.findLast(({ rect }) => contains(rect, from) && contains(rect, to))?.rect;
  const isOutside = (rect: Rect): boolean => home !== undefined && !contains(home, rect);
  const found = new Uint8Array(zones.length + 1);
  if (home) found[0] = 1;
  for (const [index, { rect }] of zones.entries())
    if (isOutside(rect) || (!contains(rect, from) && !contains(rect, to))) found[index + 1] = 1;
  return found;
}
