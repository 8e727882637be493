/** The grid that lines are sought on: tracks between boxes, and what stands or runs on each step between two of them. */
import { contains, type Point, type Rect } from "../geometry";
import { grown, type Surroundings } from "./ways";

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

/** Something that is counted on every step to the right (`across`) and downwards (`down`) of the grid. */
export interface Steps {
  across: Uint16Array | Int16Array;
  down: Uint16Array | Int16Array;
}

export class Grid {
  readonly columns: number;
  readonly rows: number;
  readonly boxes: Steps;
  readonly words: Steps;
  /** The innermost zone, counted from 1; 0 is the ground. */
  readonly zones: Steps;
  /** Lines that run there already. */
  readonly lines: Steps;
  /** Lines that pass a point without a turn, on rows (`across`) and on columns (`down`). */
  readonly passing: Steps;

  constructor(
    readonly xs: readonly number[],
    readonly ys: readonly number[],
  ) {
    this.columns = xs.length;
    this.rows = ys.length;
    const size = this.columns * this.rows;
    const counts = (): Steps => ({ across: new Uint16Array(size), down: new Uint16Array(size) });
    this.boxes = counts();
    this.words = counts();
    this.lines = counts();
    this.passing = counts();
    this.zones = { across: new Int16Array(size), down: new Int16Array(size) };
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
      const on = Math.abs(b - a) === 1 ? "across" : "down";
      const step = Math.min(a, b);
      this.lines[on][step] = (this.lines[on][step] as number) + 1;
      if (next !== undefined && next - b === b - a)
        this.passing[on][b] = (this.passing[on][b] as number) + 1;
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
        found.push({ on: steps.across, from: start + Math.max(0, left - 1), to: end });
      found.push({ on: steps.down, from: start + left, to: end });
    }
    return found;
  }
}

/** Steps of one row. */
interface Stretch {
  on: Steps["across"];
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
export function furnish(grid: Grid, { boxes, zones }: Surroundings, clear: number): void {
  for (const box of boxes) grid.add(grid.boxes, grown(box, clear), 1);
  for (const [index, { rect, words }] of zones.entries()) {
    grid.claim(rect, index + 1);
    for (const word of words) grid.add(grid.words, word, 1);
  }
}

/** Return which zones have nothing to do with a flow between these; 0 is the ground, which has. */
export function foreignZones({ zones }: Surroundings, from: Rect, to: Rect): Uint8Array {
  const found = new Uint8Array(zones.length + 1);
  for (const [index, { rect }] of zones.entries())
    if (!contains(rect, from) && !contains(rect, to)) found[index + 1] = 1;
  return found;
}
