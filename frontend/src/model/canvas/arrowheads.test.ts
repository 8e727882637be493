import { describe, expect, it } from "vitest";
import { headOf } from "./arrowheads";

const at = (x: number, y: number) => ({ x, y });
const WORKLOAD = { x: 100, y: 0, width: 100, height: 100 };

describe("the arrowhead of a line on a picture", () => {
  it("is at the end of the line", () => {
    expect(headOf([at(0, 50), at(120, 50)], null)).toEqual({ tip: at(120, 50), along: at(1, 0) });
  });

  it("is at the border of the workload that covers the end", () => {
    const points = [at(0, 200), at(150, 200), at(150, 60)];

    expect(headOf(points, WORKLOAD)).toEqual({ tip: at(150, 100), along: at(0, -1) });
  });

  it("is at that border also where the line turns under the workload", () => {
    const points = [at(0, 20), at(110, 20), at(110, 60), at(120, 60)];

    expect(headOf(points, WORKLOAD)).toEqual({ tip: at(100, 20), along: at(1, 0) });
  });

  it("is not there when the workload covers the whole line", () => {
    expect(headOf([at(110, 50), at(190, 50)], WORKLOAD)).toBeNull();
  });
});
