import { describe, expect, it } from "vitest";
import { contains } from "@/geometry/geometry";
import { editSnapshotOf } from "./drawing.fixture";
import { idsWithin, isOverview, nearKey, nearRect, nextMounted } from "./virtualization";

const WINDOW = { width: 1200, height: 800 };

describe("what is near the window", () => {
  it("reaches beyond what is seen on each side", () => {
    const seen = { x: -100, y: -50, width: 2400, height: 1600 };

    const near = nearRect(nearKey([50, 25, 0.5], WINDOW));

    expect(contains(near, seen)).toBe(true);
    expect(contains(seen, near)).toBe(false);
    expect(near.width).toBeLessThan(2 * seen.width);
  });

  it("stays the same while the view moves little", () => {
    expect(nearKey([-310, -10, 1], WINDOW)).toBe(nearKey([-330, -40, 1], WINDOW));
    expect(nearKey([-310, -10, 1], WINDOW)).not.toBe(nearKey([-910, -10, 1], WINDOW));
  });

  it("names frames first, then what is nearest to the middle", () => {
    const { nodes } = editSnapshotOf();
    const all = { x: -5000, y: -5000, width: 10_000, height: 10_000 };
    const atKey = { x: 300, y: 80, width: 10, height: 10 };

    const ids = idsWithin(nodes, all);
    const frames = nodes.filter(({ type }) => type === "frame").length;

    expect(new Set(ids)).toEqual(new Set(nodes.map(({ id }) => id)));
    expect(ids.slice(0, frames)).not.toContain("key");
    expect(idsWithin(nodes, atKey)).toContain("key");
    expect(idsWithin(nodes, atKey)).not.toContain("people");
  });
});

describe("seeing a drawing from afar", () => {
  it("begins sooner with many nodes", () => {
    expect(isOverview(0.3, 20)).toBe(false);
    expect(isOverview(0.3, 2000)).toBe(true);
    expect(isOverview(0.2, 20)).toBe(true);
    expect(isOverview(0.48, 2000)).toBe(false);
  });
});

describe("mounting", () => {
  const wanted = ["a", "b", "c", "d"];

  it("goes on in portions, and so does letting go of what is not wanted", () => {
    const first = nextMounted(new Set(["x", "y", "z", "b"]), wanted, 2);
    const second = nextMounted(first, wanted, 2);

    expect([...first].toSorted()).toEqual(["a", "b", "c", "z"]);
    expect([...second].toSorted()).toEqual(wanted);
  });

  it("leaves the set alone when it is complete", () => {
    const mounted = new Set(wanted);

    expect(nextMounted(mounted, wanted, 2)).toBe(mounted);
  });
});
