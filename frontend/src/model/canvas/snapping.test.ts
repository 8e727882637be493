import { describe, expect, it } from "vitest";
import { snapped } from "./snapping";

const rect = (x: number, y: number) => ({ x, y, width: 100, height: 40 });

describe("snapping", () => {
  it("meets the edge of a neighbor and shows the line between them", () => {
    const { dx, dy, guides } = snapped(rect(203, 301), [rect(200, 100)], 6);

    expect([dx, dy]).toEqual([-3, 3]);
    expect(guides).toEqual([{ axis: "x", at: 200, from: 100, to: 344 }]);
  });

  it("prefers the closest line, also that of the middle", () => {
    const { dx } = snapped(
      { x: 149, y: 0, width: 100, height: 40 },
      [rect(100, 500), rect(150, 600)],
      6,
    );

    expect(dx).toBe(1);
  });

  it("goes to the grid where no neighbor is near", () => {
    expect(snapped(rect(13, 20), [rect(1000, 1000)], 6)).toEqual({ dx: 3, dy: 4, guides: [] });
  });
});
