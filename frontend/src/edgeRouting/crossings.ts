/** How often two parallel parts of lines would cross, by which of them lies before the other. */
import type { Point } from "@/geometry/geometry";

/** Ends closer than this may yet be moved past each other. */
const SAME = 1;
/** Lines that turn together for longer than this are compared no further. */
const DEEPEST = 8;

type Axis = "x" | "y";

/** A straight part of a line: from its corner `index` to the next. */
export interface Part {
  line: number;
  index: number;
  points: readonly Point[];
  /** The axis that its track is on: x when it is upright. */
  track: Axis;
}

export function along({ track }: Part): Axis {
  return track === "x" ? "y" : "x";
}

export function trackOf({ points, index, track }: Part): number {
  return (points[index] as Point)[track];
}

/** Return where the part begins and ends on its track, the lesser first. */
export function runOf(part: Part): [number, number] {
  const run = along(part);
  const a = (part.points[part.index] as Point)[run];
  const b = (part.points[part.index + 1] as Point)[run];
  return a < b ? [a, b] : [b, a];
}

/** Return how many crossings there are when `first` lies before `second`, by where both turn at their ends. */
export function crossings(first: Part, second: Part): number {
  return atEnd(first, second, -1, 0) + atEnd(first, second, 1, 0);
}

/** The arm of a part at one of its ends: the part that it turns into, and whether that leads onwards (1) or back (-1). */
interface Arm {
  at: number;
  turn: number;
  part: Part | null;
  /** Which end of the arm's run is the far one. */
  far: -1 | 1;
}

function armOf(part: Part, end: -1 | 1): Arm {
  const { points, index, track } = part;
  const run = along(part);
  const a = points[index] as Point;
  const b = points[index + 1] as Point;
  const forward = b[run] >= a[run] === end > 0;
  const corner = forward ? b : a;
  const next = forward ? points[index + 2] : points[index - 1];
  if (!next) return { at: corner[run], turn: 0, part: null, far: 1 };
  const turn = Math.sign(next[track] - corner[track]);
  const arm: Part = { ...part, index: forward ? index + 1 : index - 1, track: run };
  return { at: corner[run], turn, part: arm, far: turn < 0 ? -1 : 1 };
}

function atEnd(first: Part, second: Part, end: -1 | 1, depth: number): number {
  const a = armOf(first, end);
  const b = armOf(second, end);
  const ahead = (a.at - b.at) * end;
  // The one that ends sooner turns within the run of the other.
  if (ahead < -SAME) return a.turn > 0 ? 1 : 0;
  if (ahead > SAME) return b.turn < 0 ? 1 : 0;
  if (a.turn !== b.turn) return a.turn > 0 && b.turn < 0 ? 1 : 0;
  if (!a.part || !b.part || depth === DEEPEST) return 0;
  // They turn together; the outer one of the two corners stays the outer one.
  const outerIsFirst = a.turn > 0;
  const firstIsBefore = outerIsFirst === end < 0;
  const pair = firstIsBefore ? ([a.part, b.part] as const) : ([b.part, a.part] as const);
  return atEnd(pair[0], pair[1], a.far, depth + 1);
}
