/** Where the labels of flows stand: on a straight part, clear of boxes, of the words of zones and of each other. */
import { around, type Point, type Rect } from "@/geometry/geometry";
import { distance, grown, overlaps, spanOf } from "./segmentsAndClearance";

// Widths of the label's letters (11 px, of a wide font) and of the lock; SVG has no layout of its own.
const LETTERS = [
  [/[MW@]/, 9.7],
  [/[A-HK-VX-Z]/, 8],
  [/[:.,;|IJijl ]/, 4.2],
] as const;
const LETTER = 7.1;
export const LOCK = 13;
export const LABEL_PADDING = 7;
export const LABEL_HEIGHT = 18;

/** Return the width of a label; 0 when there is nothing to show. */
export function labelWidth(label: string, locked: boolean): number {
  if (label === "" && !locked) return 0;
  const letters = [...label].reduce((sum, letter) => sum + letterWidth(letter), 0);
  return letters + (locked ? LOCK : 0) + LABEL_PADDING * 2;
}

function letterWidth(letter: string): number {
  return LETTERS.find(([letters]) => letters.test(letter))?.[1] ?? LETTER;
}

export interface Labeled {
  points: readonly Point[];
  /** From the one that says most. */
  labels: readonly number[];
}

export interface EdgeLabel {
  at: Point;
  /** Which of the labels there is room for. */
  label: number;
}

/** Free room around a label, and line that must be seen at both of its ends. */
const AROUND = 3;
const SEEN = 4;
/** The arrow at the end of a line. */
const ARROW = 9;
const STRIDE = 12;
/** What it costs to stand on an upright part, to cover a line that crosses, and to say less; in pixels off the middle. */
const UPRIGHT = 60;
const COVERED = 40;
const LESS = 25;

/** Return where the label of each line stands; null where there is no room for it. */
export function placedLabels(
  lines: readonly Labeled[],
  fixed: readonly Rect[],
): (EdgeLabel | null)[] {
  const spans = lines.map(({ points }) =>
    points.slice(1).map((b, index) => spanOf(points[index] as Point, b)),
  );
  const all = spans.flat();
  const taken: Rect[] = [];
  return lines.map((line, index) => {
    const best = bestChip(line, { fixed, taken, others: all, own: new Set(spans[index]) });
    if (best) taken.push(chipRect(best.at, line.labels[best.label] as number));
    return best;
  });
}

interface Scene {
  fixed: readonly Rect[];
  taken: readonly Rect[];
  /** Parts of other lines, besides its own. */
  others: readonly Rect[];
  own: ReadonlySet<Rect>;
}

function chipRect({ x, y }: Point, width: number): Rect {
  return { x: x - width / 2, y: y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT };
}

function bestChip(line: Labeled, scene: Scene): EdgeLabel | null {
  let best: EdgeLabel | null = null;
  let least = Number.POSITIVE_INFINITY;
  const parts = partsOf(line.points, scene, Math.max(0, ...line.labels));
  for (const [label, width] of line.labels.entries()) {
    if (width === 0) continue;
    for (const { part, at, cost } of parts.flatMap((one) => placesOn(one, width))) {
      if (cost + label * LESS >= least) continue;
      const whole = cost + label * LESS + coveredBy(chipRect(at, width), part) * COVERED;
      if (whole >= least) continue;
      least = whole;
      best = { at, label };
    }
  }
  return best;
}

/** A straight part, with what is near to it. */
interface Part extends Scene {
  a: Point;
  b: Point;
  upright: boolean;
  isLast: boolean;
}

function partsOf(points: readonly Point[], scene: Scene, width: number): Part[] {
  const near = nearTo(
    grown(around(points.map((point) => ({ ...point, width: 0, height: 0 }))), width),
    scene,
  );
  return points.slice(1).map((b, index) => {
    const a = points[index] as Point;
    const reach = grown(spanOf(a, b), width / 2 + LABEL_HEIGHT);
    return {
      ...nearTo(reach, near),
      a,
      b,
      upright: a.x === b.x,
      isLast: index === points.length - 2,
    };
  });
}

interface Place {
  part: Part;
  at: Point;
  cost: number;
}

/** Return the places on a part that is long enough, from its middle outwards. */
function placesOn(part: Part, width: number): Place[] {
  const { a, b, upright, isLast } = part;
  const length = distance(a, b);
  const room = length - (upright ? LABEL_HEIGHT : width) - 2 * SEEN - (isLast ? ARROW : 0);
  if (room < 0) return [];
  // Half of what the arrow takes moves the middle away from it.
  const middle = 0.5 - (isLast ? ARROW / 2 / length : 0);
  const short = Math.max(0, 60 - room) / 4;
  return offsets(room / 2).map((offset) => {
    const share = middle + offset / length;
    const at = { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
    return { part, at, cost: Math.abs(offset) / 2 + (upright ? UPRIGHT : 0) + short };
  });
}

function offsets(most: number): number[] {
  const found = [0];
  for (let offset = STRIDE; offset <= most; offset += STRIDE) found.push(offset, -offset);
  return found;
}

function nearTo(part: Rect, { fixed, taken, others, own }: Scene): Scene {
  const isNear = (one: Rect): boolean => overlaps(one, part);
  return {
    fixed: fixed.filter(isNear),
    taken: taken.filter(isNear),
    others: others.filter((one) => isNear(one) && !own.has(one)),
    own,
  };
}

/** Return how many lines a label here would cover; more than any number when it may not stand here. */
function coveredBy(chip: Rect, { fixed, taken, others, upright }: Part): number {
  const free = grown(chip, AROUND);
  if (fixed.some((one) => overlaps(one, free))) return Number.POSITIVE_INFINITY;
  if (taken.some((one) => overlaps(one, free))) return Number.POSITIVE_INFINITY;
  const covered = others.filter((one) => overlaps(one, free));
  // A line beside this one would seem to bear the label as well.
  const beside = covered.some(({ width, height }) => (upright ? height > width : width > height));
  return beside || covered.length > 1 ? Number.POSITIVE_INFINITY : covered.length;
}
