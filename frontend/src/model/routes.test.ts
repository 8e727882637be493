import { describe, expect, it } from "vitest";
import { flowCurve, type Rect, touches } from "./geometry";
import { lineBetween, routesOf, type Straight } from "./routes";

const box = (x: number, y: number): Rect => ({ x, y, width: 180, height: 60 });

const LEFT = box(0, 100);
const MIDDLE = box(300, 90);
const RIGHT = box(600, 100);
const flow = (id: string, shift = 0): Straight => ({ id, from: LEFT, to: RIGHT, shift });

/** Return the straight parts of a way as rectangles. */
function parts(points: readonly { x: number; y: number }[]): Rect[] {
  return points.slice(1).map((b, index) => {
    const a = points[index] ?? b;
    return {
      x: Math.min(a.x, b.x),
      y: Math.min(a.y, b.y),
      width: Math.abs(a.x - b.x),
      height: Math.abs(a.y - b.y),
    };
  });
}

describe("routes of flows", () => {
  it("leave a curve alone that touches no foreign box", () => {
    expect(routesOf([flow("one")], [LEFT, RIGHT, box(300, 400)]).size).toBe(0);
    expect(lineBetween(LEFT, RIGHT, { shift: 0, route: null })).toEqual(flowCurve(LEFT, RIGHT, 0));
  });

  it("lead around a box between their ends, along straight parts", () => {
    const points = routesOf([flow("one")], [LEFT, MIDDLE, RIGHT]).get("one")?.points ?? [];

    expect(points.length).toBeGreaterThan(3);
    expect(parts(points).some((part) => touches(part, MIDDLE))).toBe(false);
    expect(parts(points).every(({ width, height }) => width === 0 || height === 0)).toBe(true);
    expect(points[0]?.x).toBe(180);
    expect(points.at(-1)).toEqual({ x: 600, y: 130 });
  });

  it("run beside each other, not upon each other", () => {
    const routes = routesOf([flow("one"), flow("two", 4)], [LEFT, MIDDLE, RIGHT]);
    const [one, two] = ["one", "two"].map((id) =>
      parts(routes.get(id)?.points ?? [])
        .sort((a, b) => b.width - a.width)
        .at(0),
    );

    expect(one?.y).not.toBe(two?.y);
  });

  it("pass through what holds an end", () => {
    const workload = { x: 560, y: 60, width: 260, height: 140 };

    expect(routesOf([flow("one")], [LEFT, workload, RIGHT]).size).toBe(0);
  });

  it("do not lead all around a wall", () => {
    const wall = { x: 300, y: -3000, width: 100, height: 6000 };

    expect(routesOf([flow("one")], [LEFT, wall, RIGHT]).size).toBe(0);
  });

  it("hold only while both ends stay where they were", () => {
    const route = routesOf([flow("one")], [LEFT, MIDDLE, RIGHT]).get("one") ?? null;
    const moved = box(600, 300);

    expect(lineBetween(LEFT, RIGHT, { shift: 0, route })).toBe(route);
    expect(lineBetween(LEFT, moved, { shift: 0, route })).toEqual(flowCurve(LEFT, moved, 0));
  });
});
