import { describe, expect, it } from "vitest";
import { PRESETS, presetOf } from "./sectionPresets";

describe("presets", () => {
  it("are known by their sections and order", () => {
    for (const preset of PRESETS) expect(presetOf(preset.sections)).toBe(preset);
    expect(presetOf(["sign-off", "summary"])).toBeUndefined();
  });

  it("have each section once", () => {
    for (const { sections } of PRESETS) expect(new Set(sections).size).toBe(sections.length);
  });
});
