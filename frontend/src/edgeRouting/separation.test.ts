import { describe, expect, it } from "vitest";
import { MIN_SEPARATION, type Pair, separated, type Wish } from "./separation";

const anywhere = (want: number): Wish => ({ want, low: -1000, high: 1000 });
/** All of them side by side. */
const chain = (count: number): Pair[] =>
  Array.from({ length: count - 1 }, (_, index) => [index, index + 1, MIN_SEPARATION]);

describe("positions side by side", () => {
  it("are those wanted when nothing is in the way", () => {
    expect(separated([anywhere(3), anywhere(40)], chain(2))).toEqual([3, 40]);
  });

  it("spread evenly around what all want", () => {
    expect(separated([50, 50, 50].map(anywhere), chain(3))).toEqual([40, 50, 60]);
  });

  it("stay within their bounds", () => {
    const wishes = [50, 50, 50].map((want) => ({ want, low: 48, high: 100 }));

    expect(separated(wishes, chain(3))).toEqual([48, 58, 68]);
  });

  it("come closer to each other where there is little room, in the same order", () => {
    const wishes = [5, 5, 5, 5].map((want) => ({ want, low: 0, high: 16 }));
    const at = separated(wishes, chain(4));
    const gaps = at.slice(1).map((one, index) => one - (at[index] ?? 0));

    expect(Math.min(...at)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...at)).toBeLessThanOrEqual(16);
    expect(Math.min(...gaps)).toBeGreaterThan(4);
  });

  it("leave room for labels only where there is some", () => {
    const wide: Pair[] = [[0, 1, 90]];

    expect(separated([anywhere(0), anywhere(0)], wide)).toEqual([-45, 45]);
    expect(
      separated(
        [0, 0].map((want) => ({ want, low: -20, high: 20 })),
        wide,
      ),
    ).toEqual([-5, 5]);
  });
});
