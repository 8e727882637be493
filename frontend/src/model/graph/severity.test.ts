import { describe, expect, it } from "vitest";
import {
  addCounts,
  describeCounts,
  fullCounts,
  severityRank,
  totalCount,
  worstOf,
} from "./severity";

describe("severity counts", () => {
  it("fills what the server left out with zero", () => {
    expect(fullCounts({ high: 2 })).toEqual({ critical: 0, high: 2, medium: 0, low: 0, info: 0 });
    expect(totalCount(fullCounts(null))).toBe(0);
  });

  it("adds without touching its arguments", () => {
    const left = fullCounts({ critical: 1 });
    const sum = addCounts(left, fullCounts({ critical: 2, low: 1 }));

    expect(sum).toMatchObject({ critical: 3, low: 1 });
    expect(left.critical).toBe(1);
  });

  it("names the worst that occurs", () => {
    expect(worstOf(fullCounts({ low: 4, medium: 1 }))).toBe("medium");
    expect(worstOf(fullCounts({}))).toBeNull();
  });

  it("ranks an unknown severity last", () => {
    expect(severityRank("critical")).toBeLessThan(severityRank("info"));
    expect(severityRank("strange")).toBeGreaterThan(severityRank("info"));
  });

  it("reads counts aloud", () => {
    expect(describeCounts(fullCounts({ critical: 2, high: 1 }))).toBe("2 critical, 1 high threats");
    expect(describeCounts(fullCounts({ low: 1 }))).toBe("1 low threat");
    expect(describeCounts(fullCounts({}))).toBe("No threats");
  });
});
