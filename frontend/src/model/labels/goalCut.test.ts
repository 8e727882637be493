import { describe, expect, it } from "vitest";
import type { GoalCut } from "@/api/types";
import { goalCutNote, goalCutText } from "./goalCut";

const cut = (changes: number, part: Partial<GoalCut> = {}): GoalCut => ({
  fixes: Array.from({ length: changes }) as GoalCut["fixes"],
  at_least: changes,
  is_smallest: true,
  remaining: [],
  assumed_start: false,
  paths: 12,
  cut: 12,
  ...part,
});

describe("the set of changes that cuts a goal off", () => {
  it("says how many paths the changes cut together", () => {
    expect(goalCutText(cut(2))).toBe("These 2 changes together cut 12 of 12 paths");
    expect(goalCutText(cut(1, { paths: 1, cut: 1 }))).toBe("This change cuts 1 of 1 path");
    expect(goalCutText(cut(0))).toBe("No path that counts leads here");
  });

  it("says whether a smaller set may exist", () => {
    expect(goalCutNote(cut(2))).toContain("No smaller set does it.");
    expect(goalCutNote(cut(3, { is_smallest: false, at_least: 2 }))).toContain("At least 2");
    expect(goalCutNote(cut(0))).toBe("");
  });

  it("says whom the changes stop", () => {
    expect(goalCutNote(cut(1))).toBe("No attacker who counts gets here afterwards.");
    expect(goalCutNote(cut(1, { assumed_start: true }))).toBe(
      "No attacker inside the system gets here afterwards.",
    );
  });

  it("names the path that no change stops", () => {
    const remaining = ["Internet", "shop", "shop", "db"].map((name) => ({ element: { name } }));
    const open = cut(0, { remaining: remaining as GoalCut["remaining"] });

    expect(goalCutText(open)).toBe("No set of changes puts this out of reach");
    expect(goalCutNote(open)).toContain("Internet → shop → db.");
  });
});
