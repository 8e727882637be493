/** Overlap removal: siblings are pushed apart around what was placed among them, and frames grow around what they hold. */

import { type Point, type Rect, type Side, separation } from "@/geometry/geometry";
import type { Axis } from "./alignment";
import { contentRoom, GAP, HEADER, PADDING } from "./elementSizes";
import { type Blocked, minimalShift, SIDES } from "./minimalShift";

/** A box of a drawing that was just edited. */
export interface Box {
  uid: string;
  parent: string | null;
  /** Where it lies now: as it is stored and, where that differs and it is drawn, as it is seen. */
  rects: readonly Rect[];
  /** The same before the edit; null for what is new. */
  before: readonly Rect[] | null;
  /** A person has put it there: it stays, and others are pushed apart. */
  placed: boolean;
}

/** How far each edge of a frame moves. */
export interface Growth {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A step that pushes apart: a box moves with all inside it, or the edges of a frame move and nothing inside it does. */
export type PushApartStep =
  | { uid: string; type: "move"; dx: number; dy: number }
  | ({ uid: string; type: "grow" } & Growth);

/** A box while the drawing is pushed apart; its rectangles are replaced as it moves and grows. */
interface Settling extends Box {
  depth: number;
  /** It has grown: others are pushed apart around it as well. */
  grown: boolean;
}

/**
 * Return the steps that push apart what is around the placed boxes, from the innermost frame out; each step goes from
 * where the one before it has led.
 *
 * Afterwards neither what was placed nor what moved or grew for it lies on a sibling, and every frame around these holds
 * what is in it. Siblings keep the gap that they had, up to `GAP`, and the order: what lay right of something is pushed
 * right. What lies on the spot where something was let go moves out by the shortest way. Nothing else moves. Boxes placed
 * at once that would come to lie on each other are put one behind the other `along` an axis, if one is given.
 */
export function pushApartSteps(boxes: readonly Box[], along: Axis | null = null): PushApartStep[] {
  const all = settlingOf(boxes);
  const byUid = new Map(all.map((box) => [box.uid, box]));
  const levels = new Map<string | null, Settling[]>();
  for (const box of all) {
    const level = levels.get(box.parent);
    if (level) level.push(box);
    else levels.set(box.parent, [box]);
  }
  const waiting = new Set(all.filter((box) => box.placed).map((box) => box.parent));
  const steps: PushApartStep[] = [];
  const depthOf = (parent: string | null): number => byUid.get(parent ?? "")?.depth ?? -1;
  while (waiting.size > 0) {
    const [level = null] = [...waiting].toSorted((a, b) => depthOf(b) - depthOf(a));
    waiting.delete(level);
    const inside = levels.get(level) ?? [];
    const frame = byUid.get(level ?? "") ?? null;
    steps.push(...separated(inside, frame, along));
    const growth = frame && growthAround(frame, inside);
    if (!growth) continue;
    steps.push({ uid: frame.uid, type: "grow", ...growth });
    frame.rects = frame.rects.map((rect) => grownBy(rect, growth));
    frame.grown = true;
    waiting.add(frame.parent);
  }
  return steps;
}

function settlingOf(boxes: readonly Box[]): Settling[] {
  const parents = new Map(boxes.map(({ uid, parent }) => [uid, parent]));
  const depthOf = (uid: string): number => {
    const parent = parents.get(uid) ?? null;
    return parent === null ? 0 : depthOf(parent) + 1;
  };
  return boxes.map((box) => ({ ...box, depth: depthOf(box.uid), grown: false }));
}

/** Move siblings apart, outwards from those that are placed or have grown. */
function separated(
  siblings: readonly Settling[],
  frame: Settling | null,
  along: Axis | null,
): PushApartStep[] {
  const placed = siblings.filter((box) => box.placed);
  if (along) placed.sort((a, b) => seenRect(a)[along] - seenRect(b)[along]);
  const queue = [...placed, ...siblings.filter((box) => box.grown && !box.placed)];
  const resting = new Set(siblings.filter((box) => !box.placed && !box.grown));
  const settled: Settling[] = [];
  const steps: PushApartStep[] = [];
  for (const box of queue) {
    const { x, y } = shiftOut(box, settled, frame, along);
    if (x !== 0 || y !== 0) {
      steps.push({ uid: box.uid, type: "move", dx: x, dy: y });
      box.rects = box.rects.map((rect) => ({ ...rect, x: rect.x + x, y: rect.y + y }));
    }
    settled.push(box);
    // The nearest first: what lies behind it is pushed by it, and the order stays.
    const hit = [...resting]
      .filter((other) => isOnAny(other, box))
      .toSorted((a, b) => distanceFrom(box, a) - distanceFrom(box, b));
    for (const other of hit) resting.delete(other);
    queue.push(...hit);
  }
  return steps;
}

function shiftOut(
  box: Settling,
  settled: readonly Settling[],
  frame: Settling | null,
  along: Axis | null,
): Point {
  const blocked = settled.flatMap((other) => blockedBy(other, box, along));
  return minimalShift(blocked, (shift) => (frame ? growthFor(frame, box, shift) : 0));
}

function isOnAny(box: Settling, other: Settling): boolean {
  return blockedBy(other, box, null).some(
    ({ left, right, top, bottom }) => left < 0 && right > 0 && top < 0 && bottom > 0,
  );
}

function blockedBy(other: Settling, box: Settling, along: Axis | null): Blocked[] {
  return box.rects.flatMap((rect, space) => {
    const from = other.rects[space];
    if (!from) return [];
    const gap = gapToKeep(other, box, space);
    return {
      left: from.x - gap - rect.width - rect.x,
      right: from.x + from.width + gap - rect.x,
      top: from.y - gap - rect.height - rect.y,
      bottom: from.y + from.height + gap - rect.y,
      sides: sidesOf(other, box, space, along),
    };
  });
}

/** What lay closer than the usual gap may stay so. What lay on another leaves it, unless both were moved as they lay. */
function gapToKeep(a: Settling, b: Settling, space: number): number {
  if ((a.before === null) !== (b.before === null)) return GAP;
  const had = separation(earlier(a, space), earlier(b, space));
  const together = a.placed && b.placed && a.before !== null;
  return had <= 0 && !together ? GAP : Math.min(GAP, had);
}

function earlier({ before, rects }: Settling, space: number): Rect {
  return (before ?? rects)[space] as Rect;
}

/** Return on which sides of the other a box may end. */
function sidesOf(
  other: Settling,
  box: Settling,
  space: number,
  along: Axis | null,
): readonly Side[] {
  if (along && other.placed && box.placed) return along === "x" ? ["right"] : ["bottom"];
  if (wasLetGo(other)) return SIDES;
  const [at, was] = [earlier(box, space), earlier(other, space)];
  const sides = SIDES.filter((side) => isBeyond(at, was, side));
  return sides.length > 0 ? sides : SIDES;
}

/** Whether it was put somewhere else, where no order is to be kept: new or moved, and not merely resized. */
function wasLetGo({ placed, before, rects }: Settling): boolean {
  const [was, now] = [before?.[0], rects[0] as Rect];
  return !was || (placed && was.width === now.width && was.height === now.height);
}

function isBeyond(rect: Rect, other: Rect, side: Side): boolean {
  if (side === "right") return rect.x >= other.x + other.width;
  if (side === "left") return rect.x + rect.width <= other.x;
  return side === "bottom" ? rect.y >= other.y + other.height : rect.y + rect.height <= other.y;
}

/** How far a box is from where another pushes from: from its middle if it was let go there. */
function distanceFrom(pushing: Settling, box: Settling): number {
  const { x, y, width, height } = seenRect(pushing);
  const from = wasLetGo(pushing)
    ? { x: x + width / 2, y: y + height / 2, width: 0, height: 0 }
    : ((pushing.before as readonly Rect[]).at(-1) as Rect);
  return separation(from, seenRect(box));
}

function seenRect({ rects }: Settling): Rect {
  return rects.at(-1) as Rect;
}

/** Return by how much the frame would have to grow for a box that is shifted. */
function growthFor(frame: Settling, box: Settling, { x, y }: Point): number {
  const needs = box.rects.map((rect, space) => {
    const around = frame.rects[space];
    if (!around) return 0;
    return (
      Math.max(0, around.x + PADDING - rect.x - x) +
      Math.max(0, around.y + HEADER - rect.y - y) +
      Math.max(0, rect.x + x + rect.width + PADDING - around.x - around.width) +
      Math.max(0, rect.y + y + rect.height + PADDING - around.y - around.height)
    );
  });
  return Math.max(...needs);
}

/** Return how a frame has to grow to hold what is inside; null when it does. */
function growthAround(frame: Settling, inside: readonly Settling[]): Growth | null {
  const growth = growthToHold(
    frame.rects.map((rect, space) => ({
      rect,
      inside: inside.flatMap(({ rects }) => rects[space] ?? []),
    })),
  );
  return Object.values(growth).some((edge) => edge !== 0) ? growth : null;
}

/** Return how the edges of a frame have to move, wherever it lies, so that it holds what lies in it there. It never shrinks. */
export function growthToHold(places: readonly { rect: Rect; inside: readonly Rect[] }[]): Growth {
  const growth: Growth = { left: 0, top: 0, right: 0, bottom: 0 };
  for (const { rect, inside } of places) {
    const room = contentRoom(inside);
    if (!room) continue;
    growth.left = Math.min(growth.left, Math.floor(room.x - rect.x));
    growth.top = Math.min(growth.top, Math.floor(room.y - rect.y));
    growth.right = Math.max(growth.right, Math.ceil(room.x + room.width - rect.x - rect.width));
    growth.bottom = Math.max(growth.bottom, Math.ceil(room.y + room.height - rect.y - rect.height));
  }
  return growth;
}

/** Return the rectangle with its edges moved. */
export function grownBy(rect: Rect, { left, top, right, bottom }: Growth): Rect {
  return {
    x: rect.x + left,
    y: rect.y + top,
    width: rect.width + right - left,
    height: rect.height + bottom - top,
  };
}
