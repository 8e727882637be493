import { describe, expect, it } from "vitest";
import { adjacentThreats } from "./useAdjacentThreats";

describe("orderAround", () => {
  it("follows the order of the list the person came from", () => {
    const lists = [
      [1, 2],
      [9, 7, 3],
    ];

    expect(adjacentThreats(7, lists, 9)).toEqual({ previous: 9, next: 3 });
    expect(adjacentThreats(3, lists, 9)).toEqual({ previous: 7, next: null });
  });

  it("takes the latest list that holds the threat", () => {
    expect(adjacentThreats(7, [[7, 1], [8, 7], [4]], 9)).toEqual({ previous: 8, next: null });
  });

  it("falls back to the numbers beside it", () => {
    expect(adjacentThreats(7, [[9], [7]], 9)).toEqual({ previous: 6, next: 8 });
    expect(adjacentThreats(1, [], 1)).toEqual({ previous: null, next: null });
  });
});
