import { describe, expect, it } from "vitest";
import { broughtInSight, ends, flowCurve, isInSight } from "./geometry";

const LEFT = { x: 0, y: 0, width: 100, height: 50 };
const RIGHT = { x: 300, y: 10, width: 100, height: 50 };
const BELOW = { x: 20, y: 400, width: 100, height: 50 };
const AROUND = { x: -100, y: -100, width: 900, height: 900 };

describe("flow geometry", () => {
  it("joins facing sides", () => {
    expect(ends(LEFT, RIGHT, 0)).toEqual([
      { x: 100, y: 25, side: "right" },
      { x: 300, y: 35, side: "left" },
    ]);
    expect(ends(BELOW, LEFT, 0).map((end) => end.side)).toEqual(["top", "bottom"]);
  });

  it("goes out and in on one side when one holds the other", () => {
    expect(ends(LEFT, AROUND, 0).map((end) => end.side)).toEqual(["right", "right"]);
  });

  it("never moves an end beyond the corner", () => {
    expect(ends(LEFT, RIGHT, 500)[0].y).toBe(42);
  });

  it("tells what is in sight at the present zoom", () => {
    const window = { width: 500, height: 300 };

    expect(isInSight(RIGHT, window, [0, 0, 1])).toBe(true);
    expect(isInSight(RIGHT, window, [0, 0, 2])).toBe(false);
    expect(isInSight(BELOW, window, [0, 0, 0.5])).toBe(true);
    expect(isInSight(AROUND, window, [0, 0, 1])).toBe(true);
  });

  it("puts the label on the curve's middle", () => {
    const { middle, path } = flowCurve(LEFT, RIGHT, 0);

    expect(middle).toEqual({ x: 200, y: 30 });
    expect(path).toMatch(/^M100,25 C/);
  });
});

describe("bringing something in sight", () => {
  const window = { width: 1000, height: 800 };
  const margins = { side: 10, top: 60, bottom: 70 };
  const rect = (x: number, y: number, width = 100, height = 50) => ({ x, y, width, height });

  it("moves no further than needed, and not at all when it is there", () => {
    expect(broughtInSight(rect(300, 300), window, [0, 0, 1], margins)).toEqual([0, 0, 1]);
    expect(broughtInSight(rect(950, 300), window, [0, 0, 1], margins)).toEqual([-60, 0, 1]);
    expect(broughtInSight(rect(-40, 20), window, [0, 0, 1], margins)).toEqual([50, 40, 1]);
    expect(broughtInSight(rect(200, 380), window, [0, 0, 2], margins)).toEqual([0, -130, 2]);
  });

  it("shows the middle of what is larger than the window", () => {
    expect(broughtInSight(rect(2000, 300, 3000), window, [0, 0, 1], margins)).toEqual([
      -3000, 0, 1,
    ]);
  });
});
