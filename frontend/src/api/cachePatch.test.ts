import { describe, expect, it } from "vitest";
import { isMitigation, isThreat, patched } from "./cachePatch";

const PAGE = {
  results: [
    {
      number: 7,
      severity: "high",
      status: "open",
      mitigations: [{ number: 7, status: "proposed" }],
    },
    { number: 8, severity: "low", status: "open", mitigations: [] },
  ],
};

describe("patched", () => {
  it("tells T7 from M7", () => {
    const threats = patched(PAGE, isThreat(7), { status: "needs-info" }) as typeof PAGE;
    const mitigations = patched(PAGE, isMitigation(7), {
      status: "planned",
      due: "2025-01-01",
    }) as typeof PAGE;

    expect(threats.results[0]).toMatchObject({
      status: "needs-info",
      mitigations: [{ status: "proposed" }],
    });
    expect(mitigations.results[0]).toMatchObject({ status: "open" });
    expect(mitigations.results[0]?.mitigations).toEqual([{ number: 7, status: "planned" }]);
  });

  it("keeps the identity of what is not concerned", () => {
    const next = patched(PAGE, isThreat(7), { status: "needs-info" }) as typeof PAGE;

    expect(next.results[1]).toBe(PAGE.results[1]);
    expect(patched(PAGE, isThreat(99), { status: "open" })).toBe(PAGE);
    expect(patched(null, isThreat(1), {})).toBeNull();
  });
});
