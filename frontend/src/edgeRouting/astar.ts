/** The search for the cheapest way from box to box on the grid: A* over points and the axis on which they are reached. */
import { ACROSS, DOWN, type Grid } from "./grid";
import type { Port } from "./ports";
import { PriorityQueue } from "./priorityQueue";

/** What one bend is worth, in pixels of detour. */
const BEND = 45;
/** Crossing a line that is there already. */
const CROSSING = 30;
/** What a pixel costs beside its length within a zone that the flow has nothing to do with. */
const FOREIGN = 0.6;

export interface SearchQuery {
  starts: readonly Port[];
  goals: readonly Port[];
  /** By zone: 1 when it has nothing to do with the flow. */
  foreign: Uint8Array;
  /** So many places may be looked at. */
  most: number;
}

export interface Found {
  /** Points of the grid from lane to lane. */
  points: number[];
  start: Port;
  goal: Port;
}

/** Memory that all searches of a drawing share. A place is a point of the grid, reached on a row or on a column. */
export class Search {
  readonly #cost: Float64Array;
  readonly #from: Int32Array;
  readonly #done: Uint8Array;
  readonly #queue = new PriorityQueue();
  #touched: number[] = [];
  /** Places looked at by all searches so far. */
  effort = 0;

  constructor(readonly grid: Grid) {
    const places = grid.columns * grid.rows * 2;
    this.#cost = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    this.#from = new Int32Array(places);
    this.#done = new Uint8Array(places);
  }

  find(quest: SearchQuery): Found | null {
    const goals = quest.goals.map((port) => this.#endOf(port));
    const starts = quest.starts.map((port) => this.#endOf(port));
    const sought = { ...quest, ends: goals };
    for (const start of starts) this.#reach(sought, start.place, start.port.cost, -1);
    const last = this.#run(sought);
    const found = last === null ? null : this.#traced(last, starts);
    this.#forget();
    return found;
  }

  #endOf(port: Port): End {
    const { grid } = this;
    const [column, row] = [grid.column(port.lane.x), grid.row(port.lane.y)];
    const axis = port.side === "left" || port.side === "right" ? ACROSS : DOWN;
    return { port, column, row, place: (row * grid.columns + column) * 2 + axis };
  }

  /** Look at places by what a way through them costs at the least, until a goal is the best. */
  #run(quest: Sought): Last | null {
    let best: Last | null = null;
    for (let count = 0; count < quest.most; count += 1) {
      const place = this.#queue.pop();
      if (place === null) break;
      this.effort += 1;
      if (best && this.#queue.popped >= best.cost) break;
      if (this.#done[place]) continue;
      this.#done[place] = 1;
      best = this.#arrival(quest, place, best);
      this.#spread(quest, place);
    }
    return best;
  }

  #arrival({ ends }: Sought, place: number, best: Last | null): Last | null {
    let better = best;
    for (const end of ends) {
      if (end.place >> 1 !== place >> 1) continue;
      const bend = end.place === place ? 0 : BEND;
      const cost = (this.#cost[place] as number) + bend + end.port.cost;
      if (!better || cost < better.cost) better = { place, end, cost };
    }
    return better;
  }

  #spread(quest: Sought, place: number): void {
    const { columns, rows, xs, ys } = this.grid;
    const point = place >> 1;
    const column = point % columns;
    const row = (point - column) / columns;
    const x = xs[column] as number;
    const y = ys[row] as number;
    if (column + 1 < columns)
      this.#go(quest, place, ACROSS, point + 1, point, (xs[column + 1] as number) - x);
    if (column > 0)
      this.#go(quest, place, ACROSS, point - 1, point - 1, x - (xs[column - 1] as number));
    if (row + 1 < rows)
      this.#go(quest, place, DOWN, point + columns, point, (ys[row + 1] as number) - y);
    if (row > 0)
      this.#go(quest, place, DOWN, point - columns, point - columns, y - (ys[row - 1] as number));
  }

  #go(quest: Sought, place: number, axis: 0 | 1, next: number, step: number, by: number): void {
    const { boxes, zones, weights, passing } = this.grid;
    if ((boxes[axis][step] as number) > 0) return;
    const foreign = quest.foreign[zones[axis][step] as number] as number;
    const extra = foreign * FOREIGN + (weights[axis][step] as number);
    const crossed = passing[axis === ACROSS ? DOWN : ACROSS][next] as number;
    const turn = (place & 1) === axis ? 0 : BEND;
    const cost = by * (1 + extra) + crossed * CROSSING + turn;
    this.#reach(quest, next * 2 + axis, (this.#cost[place] as number) + cost, place);
  }

  #reach(quest: Sought, place: number, cost: number, from: number): void {
    if (cost >= (this.#cost[place] as number) || this.#done[place]) return;
    if (this.#cost[place] === Number.POSITIVE_INFINITY) this.#touched.push(place);
    this.#cost[place] = cost;
    this.#from[place] = from;
    this.#queue.push(place, cost + this.#rest(quest, place));
  }

  /** Return what is left at the least: the length, and a bend where the next goal is not straight ahead. */
  #rest({ ends }: Sought, place: number): number {
    const { columns, xs, ys } = this.grid;
    const column = (place >> 1) % columns;
    const row = ((place >> 1) - column) / columns;
    let least = Number.POSITIVE_INFINITY;
    for (const end of ends) {
      const across = Math.abs((xs[end.column] as number) - (xs[column] as number));
      const down = Math.abs((ys[end.row] as number) - (ys[row] as number));
      const bends = bendsLeft(place & 1, end.place & 1, across, down);
      least = Math.min(least, across + down + bends * BEND + end.port.cost);
    }
    return least;
  }

  #traced({ place, end }: Last, starts: readonly End[]): Found {
    const points: number[] = [];
    let first = place;
    for (let at = place; at >= 0; at = this.#from[at] as number) {
      points.push(at >> 1);
      first = at;
    }
    const start = starts
      .filter((one) => one.place === first)
      .reduce((a, b) => (b.port.cost < a.port.cost ? b : a));
    return { points: points.reverse(), start: start.port, goal: end.port };
  }

  #forget(): void {
    for (const place of this.#touched) {
      this.#cost[place] = Number.POSITIVE_INFINITY;
      this.#done[place] = 0;
    }
    this.#touched = [];
    this.#queue.clear();
  }
}

interface End {
  port: Port;
  column: number;
  row: number;
  place: number;
}

interface Sought extends SearchQuery {
  ends: readonly End[];
}

interface Last {
  place: number;
  end: End;
  cost: number;
}

function bendsLeft(axis: number, last: number, across: number, down: number): number {
  const off = axis === ACROSS ? down : across;
  if (axis === last) return off > 0 ? 2 : 0;
  return 1;
}
