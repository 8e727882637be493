import { describe, expect, it } from "vitest";
import { choosableStatuses } from "./mitigations";

describe("mitigations", () => {
  it("offer verified to approvers only, and to whoever meets it already set", () => {
    expect(choosableStatuses(false, "planned")).not.toContain("verified");
    expect(choosableStatuses(false, "verified")).toContain("verified");
    expect(choosableStatuses(true, "planned")).toContain("verified");
  });
});
