import { describe, expect, it } from "vitest";
import type { ThreatDetail } from "@/api/types";
import { decisionsOf, wayText } from "./possibleThreats";

const MISSING = [
  { fact: "encrypted_at_rest", label: "Encrypted at rest", subject: { uid: "db" } },
  { fact: "data_classification", label: "Data classification", subject: { uid: "db" } },
] as unknown as ThreatDetail["missing"];
const way = (...pairs: [string, unknown][]) =>
  pairs.map(([fact, value]) => ({ element: "db", fact, value }));

describe("the answers that decide a possible threat", () => {
  it("are said by label and value, in one line", () => {
    const both = way(["encrypted_at_rest", false], ["data_classification", "restricted"]);

    expect(wayText(both, MISSING)).toBe("Encrypted at rest: no, data classification: restricted");
  });

  it("call options as the catalogue does", () => {
    const purpose = { fact: "purpose", label: "Purpose", type: "enum", subject: { uid: "db" } };
    const missing = [purpose] as unknown as ThreatDetail["missing"];

    expect(wayText(way(["purpose", "admin-ui"]), missing)).toBe("Purpose: Admin UI");
    expect(wayText(way(["purpose", "database"]), missing)).toBe("Purpose: Database");
  });

  it("say none of an empty list, and name a fact that is not asked by its own words", () => {
    expect(wayText(way(["mounts", []]), MISSING)).toBe("Mounts: none");
  });

  it("are left out where no value can be listed", () => {
    const ways = [way(["mounts", []])];

    expect(decisionsOf({ applies: [], does_not_apply: ways })).toEqual([
      { action: "does-not-apply", label: "Does not apply if", ways },
    ]);
  });
});
