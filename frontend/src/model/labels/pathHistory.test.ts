import { describe, expect, it } from "vitest";
import type { GoalDifference } from "@/api/types";
import { goalChangeFigures, goalChangeText, riskLine } from "./pathHistory";

type Side = NonNullable<GoalDifference["before"]>;
const side = (score: number | null, share = 0.5): Side => ({
  ...{ score, cost: score, paths: 3, possible: 0 },
  exposure: { workloads: 2, share },
});
const row = (
  change: GoalDifference["change"],
  before: Side | null,
  after: Side | null,
): GoalDifference => ({
  ...{ key: "k", title: "T", level: "read", worth: "high", change, before, after },
  element: { type: "element", id: null, uid: "u", name: "u", kind: "" },
  zone: null,
});

describe("what became of a goal", () => {
  it("says that it became reachable or unreachable before it says worse or better", () => {
    expect(goalChangeText(row("worse", side(null), side(20)))).toBe("Became reachable");
    expect(goalChangeText(row("better", side(20), side(null)))).toBe("Out of reach now");
    expect(goalChangeText(row("worse", side(20), side(40)))).toBe("Easier to reach");
    expect(goalChangeText(row("better", side(40), side(20)))).toBe("Harder to reach");
  });

  it("tells new goals by whether they are reachable", () => {
    expect(goalChangeText(row("new", null, side(20)))).toBe("New goal, reachable");
    expect(goalChangeText(row("new", null, side(null)))).toBe("New goal, out of reach");
    expect(goalChangeText(row("gone", side(20), null))).toBe("Goal removed");
  });

  it("names only the figures that differ", () => {
    expect(goalChangeFigures(row("better", side(17, 0.64), side(17, 0.08)))).toBe(
      "exposure 64 % → 8 %",
    );
    expect(goalChangeFigures(row("new", null, side(1)))).toBe("");
  });
});

it("the line of the risk goes from the oldest result to the newest, the most at the top", () => {
  const run = (day: number, risk: number) => ({ risk, created_at: `2026-03-0${day}T10:00:00Z` });
  const points = riskLine([run(5, 1), run(2, 2), run(1, 0)], 100, 10);

  expect(points).toEqual([
    { x: 0, y: 10 },
    { x: 25, y: 0 },
    { x: 100, y: 5 },
  ]);
});
