import { describe, expect, it } from "vitest";
import type { Risk } from "@/api/types";
import { IMPACTS, LIKELIHOODS, levelOf, matrixRows } from "./riskLevels";

describe("levels of risk", () => {
  it("never fall when likelihood or impact rises", () => {
    const rank = ["low", "moderate", "high", "critical"];
    for (let likelihood = 1; likelihood <= 4; likelihood += 1) {
      for (let impact = 1; impact <= 5; impact += 1) {
        const here = rank.indexOf(levelOf(likelihood, impact));
        expect(rank.indexOf(levelOf(likelihood + 1, impact))).toBeGreaterThanOrEqual(here);
        expect(rank.indexOf(levelOf(impact, likelihood + 1))).toBeGreaterThanOrEqual(
          rank.indexOf(levelOf(impact, likelihood)),
        );
      }
    }
    expect([levelOf(1, 1), levelOf(5, 5)]).toEqual(["low", "critical"]);
  });

  it("have a name for each", () => {
    expect([LIKELIHOODS.length, IMPACTS.length]).toEqual([5, 5]);
  });
});

describe("the rows of the matrix", () => {
  it("begin with the highest impact, and count what the server counts", () => {
    const cells = [1, 2, 3, 4, 5].map((impact) =>
      [1, 2, 3, 4, 5].map((likelihood) => impact * 10 + likelihood),
    );
    const rows = matrixRows({ current: { score: 0, cells } } as Risk, "current");

    expect(rows[0]?.[0]).toEqual({ likelihood: 1, impact: 5, count: 51, level: "moderate" });
    expect(rows[4]?.[4]).toMatchObject({ likelihood: 5, impact: 1, count: 15 });
    for (const cell of rows.flat()) expect(cell.count).toBe(cell.impact * 10 + cell.likelihood);
  });
});
