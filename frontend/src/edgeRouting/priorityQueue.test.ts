import { describe, expect, it } from "vitest";
import { numbers } from "./drawings.fixture";
import { PriorityQueue } from "./priorityQueue";

describe("the queue of places", () => {
  it("gives what has the least rank first", () => {
    const next = numbers(3);
    const ranks = Array.from({ length: 200 }, () => Math.round(next() * 50));
    const heap = new PriorityQueue();
    for (const [item, rank] of ranks.entries()) heap.push(item, rank);

    const popped = ranks.map(() => ranks[heap.pop() ?? -1]);

    expect(popped).toEqual(ranks.toSorted((a, b) => a - b));
    expect(heap.pop()).toBeNull();
  });

  it("gives of the same rank what came last", () => {
    const heap = new PriorityQueue();
    for (const item of [1, 2, 3]) heap.push(item, 7);

    expect([heap.pop(), heap.pop(), heap.pop()]).toEqual([3, 2, 1]);
  });
});
