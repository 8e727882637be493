import { describe, expect, it } from "vitest";
import { isUserIdle } from "./userActivity";

describe("activity", () => {
  it("ends a minute after the last input", () => {
    const later = Date.now() + 61_000;

    expect(isUserIdle()).toBe(false);
    expect(isUserIdle(later)).toBe(true);
  });

  it("begins again with a key", async () => {
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 5));
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));

    expect(isUserIdle(before + 60_004)).toBe(false);
  });
});
