/** The order of parallel parts: as they lie, and where they may lie either way, so that lines cross least. */

import { crossings, type Part, runOf } from "./crossings";
import { LABEL_HEIGHT } from "./edgeLabels";
import { MIN_SEPARATION, type Pair, type Wish } from "./separation";

/** A part with the room that it may be moved in. */
export interface SegmentConstraint extends Wish {
  part: Part;
  /** Width of the label that stands on it when the line is straight from end to end; else 0. */
  label: number;
}

/** Parts further from each other than this keep their order. */
const MAY_SWAP = 48;
/** Parts still further from each other are not pushed together. */
const FAR = 160;
/** Parts that follow each other on one track count as side by side when less than this is between them. */
const BETWEEN = 1;

/** Return the places of the slots in order, and which pairs of them (by place in that order) must keep apart. */
export function ordered(slots: readonly SegmentConstraint[]): { order: number[]; pairs: Pair[] } {
  const meeting = meetings(slots);
  const order = ranked(slots, meeting);
  const rank: number[] = [];
  for (const [place, index] of order.entries()) rank[index] = place;
  const pairs = meeting.map(({ a, b }): Pair => {
    const [one, other] = [rank[a] as number, rank[b] as number];
    const apart = apartOf(slots[a] as SegmentConstraint, slots[b] as SegmentConstraint);
    return one < other ? [one, other, apart] : [other, one, apart];
  });
  return { order, pairs };
}

/** Straight lines between the same boxes keep so far apart that each can bear its label. */
function apartOf(a: SegmentConstraint, b: SegmentConstraint): number {
  const least = Math.min(a.label, b.label);
  if (least === 0) return MIN_SEPARATION;
  if (a.part.track === "x") return (a.label + b.label) / 2 + 2 * LABEL_GAP;
  const [start, end] = runOf(a.part);
  return end - start > least ? LABEL_HEIGHT + 2 * LABEL_GAP : MIN_SEPARATION;
}

const LABEL_GAP = 4;

interface Meeting {
  a: number;
  b: number;
  /** Above 0 when `a` should lie before `b`; the larger the more. */
  first: number;
}

const FORCED = 1000;

function meetings(slots: readonly SegmentConstraint[]): Meeting[] {
  const runs = slots.map(({ part }) => runOf(part));
  const sorted = slots
    .map((_, index) => index)
    .sort((a, b) => start(runs, a) - start(runs, b) || a - b);
  const found: Meeting[] = [];
  for (const [place, a] of sorted.entries()) {
    const end = (runs[a] as [number, number])[1] + BETWEEN;
    for (let next = place + 1; next < sorted.length; next += 1) {
      const b = sorted[next] as number;
      if (start(runs, b) > end) break;
      const first = preference(slots[a] as SegmentConstraint, slots[b] as SegmentConstraint);
      if (first !== null) found.push({ a, b, first });
    }
  }
  return found;
}

function start(runs: readonly [number, number][], index: number): number {
  return (runs[index] as [number, number])[0];
}

/** Return null when the two cannot come near each other. */
function preference(a: SegmentConstraint, b: SegmentConstraint): number | null {
  if (a.high + MIN_SEPARATION <= b.low || b.high + MIN_SEPARATION <= a.low) return null;
  if (Math.abs(a.want - b.want) > FAR && a.part.line !== b.part.line) return null;
  const either =
    a.part.line !== b.part.line &&
    Math.abs(a.want - b.want) < MAY_SWAP &&
    within(a, b.want) &&
    within(b, a.want);
  if (either) {
    const gain = crossings(b.part, a.part) - crossings(a.part, b.part);
    if (gain !== 0) return gain;
  }
  if (a.want === b.want) return 0;
  const forced = either ? 0.1 : FORCED;
  return a.want < b.want ? forced : -forced;
}

function within({ low, high }: SegmentConstraint, at: number): boolean {
  return low <= at && at <= high;
}

/** Take again and again the slot that the fewest of the others want to lie before. */
function ranked(slots: readonly SegmentConstraint[], meeting: readonly Meeting[]): number[] {
  const against = slots.map(() => 0);
  const after: [number, number][][] = slots.map(() => []);
  for (const { a, b, first } of meeting) {
    if (first === 0) continue;
    const [lead, follow] = first > 0 ? [a, b] : [b, a];
    against[follow] = (against[follow] as number) + Math.abs(first);
    after[lead]?.push([follow, Math.abs(first)]);
  }
  const left = new Set(slots.map((_, index) => index));
  const order: number[] = [];
  while (left.size > 0) {
    const next = bestOf(left, slots, against);
    left.delete(next);
    order.push(next);
    for (const [follow, weight] of after[next] as [number, number][])
      against[follow] = (against[follow] as number) - weight;
  }
  return order;
}

function bestOf(
  left: ReadonlySet<number>,
  slots: readonly SegmentConstraint[],
  against: readonly number[],
): number {
  let best = -1;
  for (const index of left) {
    if (best < 0) {
      best = index;
      continue;
    }
    const by = (against[index] as number) - (against[best] as number);
    const want = (slots[index] as SegmentConstraint).want - (slots[best] as SegmentConstraint).want;
    if (by < -0.01 || (by < 0.01 && want < 0)) best = index;
  }
  return best;
}
