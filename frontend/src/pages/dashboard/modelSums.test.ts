import { describe, expect, it } from "vitest";
import type { ModelRow } from "@/api/types";
import { barPercent, mostThreats, teamMetrics } from "./modelSums";

const model = (critical: number, low: number, overdue = 0) =>
  ({
    threats: { critical, high: 1, medium: 0, low, info: 0 },
    mitigations: { open: 3, overdue, done: 0 },
    questions_open: 2,
    accepted: 1,
  }) as ModelRow;

describe("metrics of a team", () => {
  it("add up its models", () => {
    expect(teamMetrics([model(2, 0), model(1, 9, 1)])).toEqual({
      critical: 3,
      high: 2,
      accepted: 2,
      overdue: 1,
      questions: 4,
    });
  });

  it("know the longest bar, also without models", () => {
    expect(mostThreats([model(2, 0), model(1, 9)])).toBe(11);
    expect(mostThreats([])).toBe(0);
  });
});

describe("a bar", () => {
  it("is full for the most and never invisible", () => {
    expect(barPercent(150, 150)).toBe(100);
    expect(barPercent(1, 10_000)).toBe(12);
    expect(barPercent(0, 150)).toBe(0);
  });
});
