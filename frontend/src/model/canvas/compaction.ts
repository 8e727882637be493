/** Closes the room that hidden elements leave in a drawing: frames shrink, and what lies beyond moves up. */
import type { Rect } from "@/geometry/geometry";

/** A box of the drawing with what lies inside, in absolute pixels. */
export interface Box {
  id: string;
  rect: Rect;
  hidden: boolean;
  inside: readonly Box[];
}

/** A frame whose contents are all hidden keeps room for its name. */
const EMPTY: Size = { width: 200, height: 64 };

/**
 * Return the absolute places of the boxes that show, by id.
 *
 * Nothing moves in a drawing without hidden boxes. Boxes keep their order and never come to overlap: each moves
 * left to what lies beside it, then up to what lies above it, where these have become smaller or moved themselves. A
 * strip right across a frame in which only hidden boxes lie is closed, and all beyond it moves alike; a compact drawing
 * keeps no wide strip either in which no box lies at all.
 */
export function compacted(boxes: readonly Box[], compact = false): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  const pack = compact ? packedClosely : packed;
  const visit = (inside: readonly Box[], dx: number, dy: number): void => {
    for (const { box, rect } of pack(inside.map((one) => measured(one, pack)))) {
      const place = { ...rect, x: rect.x + dx, y: rect.y + dy };
      places.set(box.id, place);
      visit(box.inside, place.x - box.rect.x, place.y - box.rect.y);
    }
  };
  visit(boxes, 0, 0);
  return places;
}

type Size = Pick<Rect, "width" | "height">;

interface Measured {
  box: Box;
  /** What is left of its size; null when it does not show. */
  size: Size | null;
}

function measured(box: Box, pack: typeof packed): Measured {
  if (box.hidden) return { box, size: null };
  if (box.inside.length === 0) return { box, size: box.rect };
  const shown = pack(box.inside.map((one) => measured(one, pack)));
  if (shown.length === 0) return { box, size: EMPTY };
  const before = farCorner(box.inside.map((one) => one.rect));
  const now = farCorner(shown.map(({ rect }) => rect));
  return {
    box,
    size: {
      width: box.rect.width - Math.max(0, before.x - now.x),
      height: box.rect.height - Math.max(0, before.y - now.y),
    },
  };
}

interface Packed {
  box: Box;
  rect: Rect;
}

/** The boxes that show, moved left and then up, relative to where their frame was. */
function packed(boxes: readonly Measured[]): Packed[] {
  const left = shifts(boxes, (one) => one.box.rect, "x");
  const once = new Map(
    boxes.map((one) => [one, { ...one.box.rect, x: one.box.rect.x - (left.get(one) ?? 0) }]),
  );
  const up = shifts(boxes, (one) => once.get(one) as Rect, "y");
  const places = boxes.map((one) => {
    const rect = once.get(one) as Rect;
    return { one, rect: placeOf(one.size ?? rect, rect.x, rect.y - (up.get(one) ?? 0)) };
  });
  const shown = places.flatMap(({ one, rect }) => (one.size ? [{ box: one.box, rect }] : []));
  const hidden = places.flatMap(({ one, rect }) => (one.size ? [] : [rect]));
  return hidden.length > 0 && shown.length > 0 ? withoutHiddenStrips(shown, hidden) : shown;
}

/** Close the strips across the whole frame in which hidden boxes lie and no other. */
function withoutHiddenStrips(shown: readonly Packed[], hidden: readonly Rect[]): Packed[] {
  const left = closing(shown, "x", "width", freedBy(hidden, "x", "width"));
  const up = closing(shown, "y", "height", freedBy(hidden, "y", "height"));
  return moved(shown, left, up);
}

/** What a strip can lose: all from the first hidden box in it on. */
function freedBy(hidden: readonly Rect[], axis: "x" | "y", length: "width" | "height"): Freed {
  return (start, end) => {
    const within = hidden.filter((one) => one[axis] >= start && one[axis] + one[length] <= end);
    return within.length > 0 ? end - Math.min(...within.map((one) => one[axis])) : 0;
  };
}

/** The widest strip without any box that a compact drawing keeps, in pixels. */
const STRIP = 48;

function packedClosely(boxes: readonly Measured[]): Packed[] {
  const once = packed(boxes);
  const wide: Freed = (start, end) => Math.max(0, end - start - STRIP);
  return moved(once, closing(once, "x", "width", wide), closing(once, "y", "height", wide));
}

type Shift = (at: number) => number;

function moved(boxes: readonly Packed[], left: Shift, up: Shift): Packed[] {
  return boxes.map(({ box, rect }) => ({
    box,
    rect: { ...rect, x: rect.x - left(rect.x), y: rect.y - up(rect.y) },
  }));
}

/** By how much an empty strip between two places is narrowed. */
type Freed = (start: number, end: number) => number;

/** Return how far what begins at a place moves when the empty strips before it are narrowed. */
function closing(
  boxes: readonly Packed[],
  axis: "x" | "y",
  length: "width" | "height",
  freed: Freed,
): Shift {
  const strips: { end: number; by: number }[] = [];
  let reached = Number.POSITIVE_INFINITY;
  for (const { rect } of boxes.toSorted((a, b) => a.rect[axis] - b.rect[axis])) {
    const by = reached < rect[axis] ? freed(reached, rect[axis]) : 0;
    if (by > 0) strips.push({ end: rect[axis], by });
    const end = rect[axis] + rect[length];
    reached = reached === Number.POSITIVE_INFINITY ? end : Math.max(reached, end);
  }
  return (at) => strips.reduce((sum, { end, by }) => (at >= end ? sum + by : sum), 0);
}

function placeOf({ width, height }: Size, x: number, y: number): Rect {
  return { x, y, width, height };
}

/**
 * How far each box can move against the axis: until it meets what lies before it, and keeps from all of that the
 * distance which it had to the nearest.
 */
function shifts(
  boxes: readonly Measured[],
  rectOf: (box: Measured) => Rect,
  axis: "x" | "y",
): ReadonlyMap<Measured, number> {
  const [length, other, breadth] =
    axis === "x" ? (["width", "y", "height"] as const) : (["height", "x", "width"] as const);
  const found = new Map<Measured, number>();
  const inOrder = boxes.toSorted((a, b) => rectOf(a)[axis] - rectOf(b)[axis]);
  for (const [index, box] of inOrder.entries()) {
    const rect = rectOf(box);
    const before = inOrder.slice(0, index).filter((earlier) => {
      const place = rectOf(earlier);
      const beside =
        place[other] < rect[other] + rect[breadth] && rect[other] < place[other] + place[breadth];
      return beside && place[axis] + place[length] <= rect[axis];
    });
    const shown = before.filter((earlier) => earlier.size);
    const ends = shown.map((earlier) => rectOf(earlier)[axis] + rectOf(earlier)[length]);
    const distance = rect[axis] - Math.max(...ends);
    const limits = before.map((earlier) => {
      const start = rectOf(earlier)[axis] - (found.get(earlier) ?? 0);
      // A hidden box gives way altogether, with the gap behind it.
      return earlier.size ? start + earlier.size[length] + distance : start;
    });
    found.set(box, limits.length > 0 ? rect[axis] - Math.max(...limits) : 0);
  }
  return found;
}

function farCorner(rects: readonly Rect[]): { x: number; y: number } {
  return {
    x: Math.max(...rects.map((rect) => rect.x + rect.width)),
    y: Math.max(...rects.map((rect) => rect.y + rect.height)),
  };
}
