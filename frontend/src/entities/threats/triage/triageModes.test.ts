import { describe, expect, it } from "vitest";
import { THREAT_DECISIONS } from "@/model/labels/threatStatuses";
import { modesFor, TRIAGE_MODES } from "./triageModes";

describe("what can be done with selected threats", () => {
  it("has every decision, for found threats alone", () => {
    for (const status of THREAT_DECISIONS) {
      expect(TRIAGE_MODES[status].status).toBe(status);
      expect(modesFor(false)).toContain(status);
      expect(modesFor(true)).not.toContain(status);
    }
  });

  it("begins with what closes threats, and keeps reopening behind the other decisions", () => {
    expect(modesFor(false).slice(0, 4)).toEqual(["not-applicable", "needs-info", "open", "assign"]);
  });

  it("has keys of their own, and leaves that of undo", () => {
    const keys = Object.values(TRIAGE_MODES).flatMap(({ key }) => key ?? []);

    expect(new Set([...keys, "u"]).size).toBe(keys.length + 1);
  });
});
