import { describe, expect, it } from "vitest";
import type { Assessment } from "@/api/types";
import { BLANK, bodyOf, draftDifferences, draftOf } from "./assessmentDraft";

const saved = {
  ...{ kind: "audit", title: "Audit", tester: "Ada", performed_on: "2026-03-12" },
  ...{ scope: "", next_due: null, report_url: "", version: 3 },
} as Assessment;

describe("the draft of an assessment", () => {
  it("is sent as it was read", () => {
    expect(bodyOf(draftOf(saved))).toEqual({
      ...{ kind: "audit", title: "Audit", tester: "Ada", performed_on: "2026-03-12" },
      ...{ scope: "", next_due: null, report_url: "" },
    });
  });

  it("differs from that of another person by field, but not by spaces around it", () => {
    const mine = { ...draftOf(saved), title: " Audit ", next_due: "2027-03-12" };

    expect(draftDifferences(mine, draftOf(saved))).toEqual([
      { field: "Next due", mine: "2027-03-12", theirs: "" },
    ]);
    expect(draftDifferences(BLANK, BLANK)).toEqual([]);
  });
});
