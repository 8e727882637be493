/** The way of a line without any search: one or two turns between facing sides, whatever lies between. */
import { contains, type Point, type Rect } from "@/geometry/geometry";
import { CORNER, LANE, straightened } from "./segmentsAndClearance";

/** Return the corners of a simple way, also where one end holds the other or covers it. */
export function fallbackRoute(from: Rect, to: Rect): Point[] {
  if (contains(from, to)) return outwards(to, from).reverse();
  if (contains(to, from)) return outwards(from, to);
  const across = gap(from.x, from.width, to.x, to.width);
  const down = gap(from.y, from.height, to.y, to.height);
  if (across < 0 && down < 0) return aside(from, to);
  return across >= down ? between(from, to) : between(turned(from), turned(to)).map(turnedPoint);
}

/** From the middle of a box to the nearest side of what holds it, straight. */
function outwards(inner: Rect, outer: Rect): Point[] {
  const { x, y } = middleOf(inner);
  const right = outer.x + outer.width;
  const bottom = outer.y + outer.height;
  const ways: [Point, Point][] = [
    [
      { x: inner.x + inner.width, y },
      { x: right, y },
    ],
    [
      { x: inner.x, y },
      { x: outer.x, y },
    ],
    [
      { x, y: inner.y + inner.height },
      { x, y: bottom },
    ],
    [
      { x, y: inner.y },
      { x, y: outer.y },
    ],
  ];
  const length = ([a, b]: [Point, Point]): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
  const way = ways.reduce((best, one) => (length(one) < length(best) ? one : best));
  // Where both are the same there is still a stroke to see.
  return length(way) > 0 ? way : [way[0], { x: way[1].x + LANE, y: way[1].y }];
}

/** Around the right of two boxes that cover each other. */
function aside(from: Rect, to: Rect): Point[] {
  const x = Math.max(from.x + from.width, to.x + to.width) + LANE;
  const start = { x: from.x + from.width, y: middleOf(from).y };
  const end = { x: to.x + to.width, y: middleOf(to).y };
  return straightened([start, { x, y: start.y }, { x, y: end.y }, end]);
}

/** From left to right or back, with a turn half way unless both sides have a place in common. */
function between(from: Rect, to: Rect): Point[] {
  const right = to.x >= from.x + from.width;
  const x = [right ? from.x + from.width : from.x, right ? to.x : to.x + to.width] as const;
  const least = Math.max(from.y, to.y) + CORNER;
  const most = Math.min(from.y + from.height, to.y + to.height) - CORNER;
  const shared = (least + most) / 2;
  const y = least <= most ? [shared, shared] : [middleOf(from).y, middleOf(to).y];
  const middle = (x[0] + x[1]) / 2;
  return straightened([
    { x: x[0], y: y[0] as number },
    { x: middle, y: y[0] as number },
    { x: middle, y: y[1] as number },
    { x: x[1], y: y[1] as number },
  ]);
}

function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** Return the free distance between two intervals; negative when they overlap. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(b - (a + aLength), a - (b + bLength));
}

function turned({ x, y, width, height }: Rect): Rect {
  return { x: y, y: x, width: height, height: width };
}

function turnedPoint({ x, y }: Point): Point {
  return { x: y, y: x };
}
