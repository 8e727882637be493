/** The shortest way for a box out of what it may not lie on. */

import { PriorityQueue } from "@/edgeRouting/priorityQueue";
import type { Point, Side } from "@/geometry/geometry";

/** The shifts by which a box would lie on something, without the borders; and on which of its sides it may end. */
export interface Blocked {
  left: number;
  right: number;
  top: number;
  bottom: number;
  sides: readonly Side[];
}

export const SIDES: readonly Side[] = ["right", "bottom", "left", "top"];

/** So many places are tried before all that is asked for is a place that is free. */
const MOST_TRIED = 3000;

/**
 * Return the least shift, in whole pixels along the axes, that none of these blocks.
 *
 * `extra` is what a shift costs besides its length. Where the wanted sides lead nowhere, any side will do.
 */
export function minimalShift(
  blocked: readonly Blocked[],
  extra: (shift: Point) => number = () => 0,
): Point {
  const anySide = blocked.map((one) => ({ ...one, sides: SIDES }));
  return search(blocked, extra) ?? search(anySide, extra) ?? beyondAll(blocked);
}

function search(blocked: readonly Blocked[], extra: (shift: Point) => number): Point | null {
  const shifts: Point[] = [];
  const known = new Set<string>();
  const heap = new PriorityQueue();
  const offer = (shift: Point): void => {
    const key = `${shift.x} ${shift.y}`;
    if (known.has(key)) return;
    known.add(key);
    heap.push(shifts.length, Math.abs(shift.x) + Math.abs(shift.y) + extra(shift));
    shifts.push(shift);
  };
  offer({ x: 0, y: 0 });
  for (let tried = 0; tried < MOST_TRIED; tried += 1) {
    const next = heap.pop();
    if (next === null) return null;
    const shift = shifts[next] as Point;
    const on = blocked.find((one) => isOn(one, shift));
    if (!on) return shift;
    // Of equal ones the heap gives the last: offered backwards, the first side comes first.
    for (const side of on.sides.toReversed()) offer(besides(on, shift, side));
  }
  return null;
}

function isOn({ left, right, top, bottom }: Blocked, { x, y }: Point): boolean {
  return x > left && x < right && y > top && y < bottom;
}

function besides({ left, right, top, bottom }: Blocked, { x, y }: Point, side: Side): Point {
  if (side === "left") return { x: Math.floor(left), y };
  if (side === "right") return { x: Math.ceil(right), y };
  return side === "top" ? { x, y: Math.floor(top) } : { x, y: Math.ceil(bottom) };
}

function beyondAll(blocked: readonly Blocked[]): Point {
  return { x: Math.ceil(Math.max(0, ...blocked.map(({ right }) => right))), y: 0 };
}
