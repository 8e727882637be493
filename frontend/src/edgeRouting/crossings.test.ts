import { describe, expect, it } from "vitest";
import type { Point } from "@/geometry/geometry";
import { crossings, type Part } from "./crossings";

/** The part of a line from its corner `index`; lines are written as rows of x and y. */
function part(line: number, index: number, ...rows: [number, number][]): Part {
  const points: Point[] = rows.map(([x, y]) => ({ x, y }));
  return { line, index, points, track: points[index]?.x === points[index + 1]?.x ? "x" : "y" };
}

describe("two lines that share a track", () => {
  it("do not cross when the one that turns up lies above", () => {
    const up = part(0, 0, [0, 50], [90, 50], [90, 0]);
    const down = part(1, 0, [0, 50], [90, 50], [90, 100]);

    expect(crossings(up, down)).toBe(0);
    expect(crossings(down, up)).toBe(1);
  });

  it("cross once when one turns through the other", () => {
    const long = part(0, 0, [0, 50], [100, 50]);
    const short = part(1, 0, [0, 50], [60, 50], [60, 0]);

    expect(crossings(short, long)).toBe(0);
    expect(crossings(long, short)).toBe(1);
  });

  it("are compared where they part when they turn together", () => {
    const left = part(0, 0, [0, 50], [80, 50], [80, 100], [40, 100]);
    const right = part(1, 0, [0, 50], [80, 50], [80, 100], [140, 100]);

    expect(crossings(right, left)).toBe(0);
    expect(crossings(left, right)).toBe(1);
  });
});
