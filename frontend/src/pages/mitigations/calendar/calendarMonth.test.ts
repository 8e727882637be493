import { expect, it } from "vitest";
import { daysOf, firstColumn, isoDay, monthAfter, monthOf, monthTitle } from "./calendarMonth";

it("shows the month that is named, else the present one", () => {
  expect(monthOf("2027-02", "2026-11-28")).toBe("2027-02");
  expect(monthOf("2027-13", "2026-11-28")).toBe("2026-11");
  expect(monthOf("", "2026-11-28")).toBe("2026-11");
  expect(monthTitle("2026-11")).toBe("November 2026");
});

it("goes to the months beside it, over the end of a year", () => {
  expect(monthAfter("2026-12", 1)).toBe("2027-01");
  expect(monthAfter("2027-01", -1)).toBe("2026-12");
});

it("has all days of the month, from the weekday it begins with", () => {
  expect(daysOf("2028-02")).toHaveLength(29);
  expect(daysOf("2026-11")[0]).toBe("2026-11-01");
  expect(firstColumn("2026-11")).toBe(7);
  expect(firstColumn("2027-02")).toBe(1);
});

it("knows the day in the reader's time zone", () => {
  expect(isoDay(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});
