import { describe, expect, it } from "vitest";
import { aligned, distributed } from "./alignment";

const at = (uid: string, x: number, y: number, width = 100) => ({
  uid,
  rect: { x, y, width, height: 40 },
});

describe("aligning", () => {
  it("moves to the common edge or middle, and leaves alone what is there", () => {
    const placed = [at("a", 0, 0), at("b", 50, 100), at("c", 20, 200, 200)];

    expect(aligned(placed, "left")).toEqual([
      { uid: "a", dx: 0, dy: 0 },
      { uid: "b", dx: -50, dy: 0 },
      { uid: "c", dx: -20, dy: 0 },
    ]);
    expect(aligned(placed, "right")).toEqual([
      { uid: "a", dx: 120, dy: 0 },
      { uid: "b", dx: 70, dy: 0 },
      { uid: "c", dx: 0, dy: 0 },
    ]);
    expect(aligned(placed, "middle").map(({ dy }) => dy)).toEqual([100, 0, -100]);
  });
});

describe("distributing", () => {
  it("leaves equal gaps and keeps the outermost", () => {
    expect(distributed([at("c", 500, 0), at("a", 0, 0), at("b", 110, 0)], "x")).toEqual([
      { uid: "a", dx: 0, dy: 0 },
      { uid: "b", dx: 140, dy: 0 },
      { uid: "c", dx: 0, dy: 0 },
    ]);
  });
});
