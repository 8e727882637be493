import { describe, expect, it } from "vitest";
import { orderAround } from "./useAdjacentThreats";

describe("orderAround", () => {
  it("follows the order of the list the person came from", () => {
    const lists = [
      [1, 2],
      [9, 7, 3],
    ];

    expect(orderAround(7, lists, 9)).toEqual({ previous: 9, next: 3 });
    expect(orderAround(3, lists, 9)).toEqual({ previous: 7, next: null });
  });

  it("takes the latest list that holds the threat", () => {
    expect(orderAround(7, [[7, 1], [8, 7], [4]], 9)).toEqual({ previous: 8, next: null });
  });

  it("falls back to the numbers beside it", () => {
    expect(orderAround(7, [[9], [7]], 9)).toEqual({ previous: 6, next: 8 });
    expect(orderAround(1, [], 1)).toEqual({ previous: null, next: null });
  });
});
