import { describe, expect, it } from "vitest";
import { calendarDay, localDay, parseDay, relativeTime } from "./time";

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

describe("a day that is written", () => {
  it.each([
    "2026-11-24",
    "Nov 24, 2026",
    "nov 24 2026",
    "November 24,2026",
    "24 Nov 2026",
    "24. November 2026",
    "11/24/2026",
    " 2026-11-24 ",
  ])("is read from %s", (text) => {
    expect(parseDay(text)).toBe("2026-11-24");
  });

  it.each(["", "tomorrow", "2026-02-30", "24/11/2026", "Nov 24", "Nov 24, 202", "0002-11-24"])(
    "is not read from %s",
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );

  it("is read again as it is shown", () => {
    for (const day of ["2026-01-31", "2028-02-29", "2026-12-01"])
      expect(parseDay(calendarDay(day))).toBe(day);
  });

  it("is today's in the time zone of the reader", () => {
    expect(localDay(new Date(2026, 10, 4, 23, 59))).toBe("2026-11-04");
  });
});
