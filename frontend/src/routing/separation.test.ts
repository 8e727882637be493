import { describe, expect, it } from "vitest";
import { APART, type Pair, spaced, type Wish } from "./separation";

const anywhere = (want: number): Wish => ({ want, low: -1000, high: 1000 });
/** All of them side by side. */
const chain = (count: number): Pair[] =>
  Array.from({ length: count - 1 }, (_, index) => [index, index + 1, APART]);

describe("positions side by side", () => {
  it("are those wanted when nothing is in the way", () => {
    expect(spaced([anywhere(3), anywhere(40)], chain(2))).toEqual([3, 40]);
  });

  it("spread evenly around what all want", () => {
    expect(spaced([50, 50, 50].map(anywhere), chain(3))).toEqual([40, 50, 60]);
  });

  it("stay within their bounds", () => {
    const wishes = [50, 50, 50].map((want) => ({ want, low: 48, high: 100 }));

    expect(spaced(wishes, chain(3))).toEqual([48, 58, 68]);
  });

  it("come closer to each other where there is little room, in the same order", () => {
    const wishes = [5, 5, 5, 5].map((want) => ({ want, low: 0, high: 16 }));
    const at = spaced(wishes, chain(4));
    const gaps = at.slice(1).map((one, index) => one - (at[index] ?? 0));

    expect(Math.min(...at)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...at)).toBeLessThanOrEqual(16);
    expect(Math.min(...gaps)).toBeGreaterThan(4);
  });

  it("leave room for labels only where there is some", () => {
    const wide: Pair[] = [[0, 1, 90]];

    expect(spaced([anywhere(0), anywhere(0)], wide)).toEqual([-45, 45]);
    expect(
      spaced(
        [0, 0].map((want) => ({ want, low: -20, high: 20 })),
        wide,
      ),
    ).toEqual([-5, 5]);
  });
});
