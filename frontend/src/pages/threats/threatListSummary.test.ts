import { describe, expect, it } from "vitest";
import type { ThreatList } from "@/api/types";
import { scenarioCount, threatTotals } from "./threatListSummary";

const list = (threat_count: number, pasta: number, part: Partial<ThreatList> = {}): ThreatList =>
  ({
    count: threat_count,
    threat_count,
    facets: { status: { open: threat_count, accepted: 0 }, method: { pasta } },
    ...part,
  }) as ThreatList;

describe("the totals of the threat list", () => {
  it("count threats, groups and accepted risk", () => {
    const rolledUp = list(1190, 24, {
      count: 50,
      facets: { status: { open: 1188, accepted: 2 } } as unknown as ThreatList["facets"],
    });

    expect(threatTotals(rolledUp, "found", false)).toBe("1,190 threats in 50 groups, 2 accepted");
    expect(threatTotals(list(1, 0), "possible", true)).toBe("1 matching possible threat");
  });

  it("count what is still a risk where something no longer is one", () => {
    const status = { open: 4, mitigated: 5, not_applicable: 1, accepted: 1 };
    const some = list(11, 0, { facets: { status } as unknown as ThreatList["facets"] });

    expect(threatTotals(some, "found", false)).toBe("11 threats, 5 at risk, 1 accepted");
    expect(threatTotals(some, "found", true)).toBe("11 matching threats, 1 accepted");
    expect(threatTotals(some, "possible", false)).toBe("11 possible threats, 1 accepted");
  });

  it("count attack scenarios where there are other threats as well", () => {
    expect(scenarioCount(list(190, 24))).toBe(24);
    expect(scenarioCount(list(24, 24))).toBe(0);
    expect(scenarioCount(list(190, 0))).toBe(0);
  });
});
