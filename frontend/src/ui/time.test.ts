import { describe, expect, it } from "vitest";
import { calendarDay, relativeTime } from "./time";

const now = new Date("2026-11-24T12:00:00Z");

describe("a point in time", () => {
  it.each([
    ["2026-11-24T11:59:40Z", "just now"],
    ["2026-11-24T11:58:00Z", "2 minutes ago"],
    ["2026-11-24T09:00:00Z", "3 hours ago"],
    ["2026-11-23T10:00:00Z", "yesterday"],
    ["2026-11-27T13:00:00Z", "in 3 days"],
    ["2024-11-01T12:00:00Z", "2 years ago"],
  ])("%s is %s", (at, text) => {
    expect(relativeTime(new Date(at), now)).toBe(text);
  });

  it("as a calendar day does not depend on the time zone", () => {
    expect(calendarDay("2026-12-01")).toBe("Dec 1, 2026");
  });
});
