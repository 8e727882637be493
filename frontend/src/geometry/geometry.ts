/** Where a flow leaves one rectangle and enters the other, and the curve between. */

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export type Side = "left" | "right" | "top" | "bottom";

export interface Curve {
  path: string;
  /** Where a label sits: the middle of the curve. */
  middle: Point;
}

interface End extends Point {
  side: Side;
}

/** Return the curve from the border of one rectangle to that of the other, moved sideways by `shift` pixels. */
export function flowCurve(source: Rect, target: Rect, shift: number): Curve {
  const [from, a, b, to] = controls(source, target, shift);
  return {
    path: `M${at(from)} C${at(a)} ${at(b)} ${at(to)}`,
    middle: along([from, a, b, to], 0.5),
  };
}

const LONG = 1400;

/** Return whether a curve between these is so long that it is drawn without dashes. */
export function isLong(source: Rect, target: Rect): boolean {
  const [from, to] = ends(source, target, 0);
  return Math.hypot(to.x - from.x, to.y - from.y) > LONG;
}

/** Return the points of the same curve, by the share of the way from 0 to 1. */
export function bezier(source: Rect, target: Rect, shift: number): (share: number) => Point {
  const points = controls(source, target, shift);
  return (share) => along(points, share);
}

export type Controls = readonly [from: Point, a: Point, b: Point, to: Point];

/** Return the four points of the curve. */
export function controls(source: Rect, target: Rect, shift: number): Controls {
  const [from, to] = ends(source, target, shift);
  const reach = Math.max(28, Math.hypot(to.x - from.x, to.y - from.y) * 0.38);
  return [from, beyond(from, reach), beyond(to, reach), to];
}

/** Return the point of a curve at a share of the way from 0 to 1. */
export function along([from, a, b, to]: Controls, share: number): Point {
  const rest = 1 - share;
  const weights = [rest ** 3, 3 * rest ** 2 * share, 3 * rest * share ** 2, share ** 3] as const;
  return {
    x: from.x * weights[0] + a.x * weights[1] + b.x * weights[2] + to.x * weights[3],
    y: from.y * weights[0] + a.y * weights[1] + b.y * weights[2] + to.y * weights[3],
  };
}

/** Return where the curve starts and ends: on facing sides, or on one shared side when one holds the other. */
export function ends(source: Rect, target: Rect, shift: number): [End, End] {
  const across = gap(source.x, source.width, target.x, target.width);
  const down = gap(source.y, source.height, target.y, target.height);
  if (across < 0 && down < 0)
    return [sideEnd(source, "right", shift), sideEnd(target, "right", shift)];
  if (across >= down) {
    const right = target.x >= source.x + source.width;
    return [
      sideEnd(source, right ? "right" : "left", shift),
      sideEnd(target, right ? "left" : "right", shift),
    ];
  }
  const below = target.y >= source.y + source.height;
  return [
    sideEnd(source, below ? "bottom" : "top", shift),
    sideEnd(target, below ? "top" : "bottom", shift),
  ];
}

/** Return the free distance between two intervals; negative when they overlap. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(b - (a + aLength), a - (b + bLength));
}

function sideEnd(rect: Rect, side: Side, shift: number): End {
  const upright = side === "left" || side === "right";
  const room = (upright ? rect.height : rect.width) / 2 - 8;
  const moved = Math.max(-room, Math.min(room, shift));
  const x = rect.x + rect.width / 2;
  const y = rect.y + rect.height / 2;
  if (side === "left") return { x: rect.x, y: y + moved, side };
  if (side === "right") return { x: rect.x + rect.width, y: y + moved, side };
  if (side === "top") return { x: x + moved, y: rect.y, side };
  return { x: x + moved, y: rect.y + rect.height, side };
}

function beyond(end: End, reach: number): Point {
  if (end.side === "left") return { x: end.x - reach, y: end.y };
  if (end.side === "right") return { x: end.x + reach, y: end.y };
  if (end.side === "top") return { x: end.x, y: end.y - reach };
  return { x: end.x, y: end.y + reach };
}

function at(point: Point): string {
  return `${Math.round(point.x * 10) / 10},${Math.round(point.y * 10) / 10}`;
}

/** Where the canvas lies in its window: shifted by x and y pixels after scaling. */
export type Transform = readonly [x: number, y: number, zoom: number];

export interface Size {
  width: number;
  height: number;
}

/** Return whether a rectangle of the canvas lies within the window, or covers its middle when it is larger. */
export function isInSight(rect: Rect, window: Size, transform: Transform): boolean {
  const { left, top, right, bottom } = onScreen(rect, transform);
  const middle = { x: window.width / 2, y: window.height / 2 };
  return (
    isWithin(rect, window, transform) ||
    (left < middle.x && right > middle.x && top < middle.y && bottom > middle.y)
  );
}

/** Room of the window that other things lie over, in pixels. */
export interface Margins {
  side: number;
  top: number;
  bottom: number;
}

/** Return the view moved by no more than it takes to see the rectangle between the margins, else its middle. */
export function broughtInSight(
  rect: Rect,
  window: Size,
  transform: Transform,
  margins: Margins,
): Transform {
  const { left, top, right, bottom } = onScreen(rect, transform);
  const [x, y, zoom] = transform;
  return [
    x + intoSpan([left, right], [margins.side, window.width - margins.side]),
    y + intoSpan([top, bottom], [margins.top, window.height - margins.bottom]),
    zoom,
  ];
}

/** Return how far a span must move to lie in another. */
function intoSpan([start, end]: [number, number], [least, most]: [number, number]): number {
  if (end - start > most - least) return (least + most - start - end) / 2;
  return Math.max(0, least - start) - Math.max(0, end - most);
}

/** Return whether a rectangle of the canvas lies within the window as a whole. */
export function isWithin(rect: Rect, window: Size, transform: Transform): boolean {
  const { left, top, right, bottom } = onScreen(rect, transform);
  return left >= 0 && top >= 0 && right <= window.width && bottom <= window.height;
}

function onScreen(rect: Rect, [x, y, zoom]: Transform) {
  const left = rect.x * zoom + x;
  const top = rect.y * zoom + y;
  return { left, top, right: left + rect.width * zoom, bottom: top + rect.height * zoom };
}

/** Return the smallest rectangle around all of these; empty at the origin when there are none. */
export function around(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  return {
    x,
    y,
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}

/** Return whether two rectangles have a point in common. */
export function touches(a: Rect, b: Rect): boolean {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  );
}

/** Return the free distance between two rectangles along the axis on which it is larger; negative when they overlap. */
export function separation(a: Rect, b: Rect): number {
  return Math.max(gap(a.x, a.width, b.x, b.width), gap(a.y, a.height, b.y, b.height));
}

export function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Return whether a point lies in a rectangle or on its border. */
export function holds({ x, y, width, height }: Rect, point: Point): boolean {
  return point.x >= x && point.y >= y && point.x <= x + width && point.y <= y + height;
}

/** Return whether a rectangle holds the other as a whole; one with nothing in it is held by any. */
export function contains(outer: Rect, inner: Rect): boolean {
  if (inner.width <= 0 || inner.height <= 0) return true;
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
