import { describe, expect, it } from "vitest";
import { durationText, isDuration, parseDuration } from "./durations";

describe("durations", () => {
  it("are the facts in minutes", () => {
    expect(isDuration("recovery_point_minutes")).toBe(true);
    expect(isDuration("retention_days")).toBe(false);
  });

  it.each([
    [0, "0 min"],
    [15, "15 min"],
    [60, "1 h"],
    [1440, "1 d"],
    [1800, "1 d 6 h"],
    [1501, "1 d 1 h 1 min"],
  ])("%i minutes are %s, and are read back", (minutes, text) => {
    expect(durationText(minutes)).toBe(text);
    expect(parseDuration(text)).toBe(minutes);
  });

  it.each([
    ["90", 90],
    [" 1.5h ", 90],
    ["2 hours, 30 minutes", 150],
    ["1 week", 10_080],
    ["1d6h", 1800],
  ])("are written as %s", (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });

  it.each(["", "daily", "-5", "1 h 30", "5 parsecs", "1.0001 min", "99999999999999999999"])(
    "are not %s",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
