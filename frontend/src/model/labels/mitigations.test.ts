import { describe, expect, it } from "vitest";
import { choosableStatuses, isOverdue } from "./mitigations";

describe("mitigations", () => {
  it("offer verified to approvers only, and to whoever meets it already set", () => {
    expect(choosableStatuses(false, "planned")).not.toContain("verified");
    expect(choosableStatuses(false, "verified")).toContain("verified");
    expect(choosableStatuses(true, "planned")).toContain("verified");
  });

  it("are overdue only while there is work to do", () => {
    expect(isOverdue("2025-01-01", "planned", "2025-01-02")).toBe(true);
    expect(isOverdue("2025-01-02", "planned", "2025-01-02")).toBe(false);
    expect(isOverdue("2025-01-01", "verified", "2025-01-02")).toBe(false);
    expect(isOverdue(null, "planned", "2025-01-02")).toBe(false);
  });
});
