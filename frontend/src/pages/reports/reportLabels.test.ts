import { describe, expect, it } from "vitest";
import { PRESETS } from "@/entities/reports/sectionPresets";
import { contentsText, stageText, stateText } from "./reportLabels";

describe("a report", () => {
  it("is called by its preset, else by how many sections it has", () => {
    expect(contentsText({ sections: [...(PRESETS[1]?.sections ?? [])] })).toBe("Full review");
    expect(contentsText({ sections: ["threats", "summary"] })).toBe("2 sections");
    expect(contentsText({ sections: ["threats"] })).toBe("1 section");
    expect(contentsText({ sections: [] })).toBe("All tables");
  });

  it("names the state that it shows once that is known", () => {
    expect(stateText({ seq: null, version_name: "" })).toBe("");
    expect(stateText({ seq: 17, version_name: "" })).toBe("Change 17");
    expect(stateText({ seq: 17, version_name: "Release 4" })).toBe("Release 4 (change 17)");
  });

  it("says how far it is", () => {
    expect(stageText({ state: "waiting", stage: "" })).toBe("Waiting for a free worker");
    expect(stageText({ state: "running", stage: "rendering" })).toBe("Rendering");
  });
});
