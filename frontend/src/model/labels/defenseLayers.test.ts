import { describe, expect, it } from "vitest";
import { actingLayers, functionsOf, stateOf } from "./defenseLayers";

describe("layers of defense in words", () => {
  it("names the layers that act in the order of the lifecycle", () => {
    const both = [
      { id: "runtime", state: "acting" },
      { id: "build", state: "acting" },
      { id: "respond", state: "planned" },
    ] as const;

    expect(actingLayers([...both])).toBe("Build and Runtime act");
    expect(actingLayers([both[0]])).toBe("Runtime alone acts");
    expect(actingLayers([both[2]])).toBe("No layer acts");
    expect(stateOf([...both], "respond")).toBe("planned");
    expect(stateOf([...both], "deploy")).toBeUndefined();
  });

  it("says what controls do, and leaves out what is recommended alone", () => {
    const functions = [
      { id: "preventive", state: "acting" },
      { id: "detective", state: "planned" },
      { id: "corrective", state: "recommended" },
    ] as const;

    expect(functionsOf([...functions])).toBe("Acting: preventive. Planned: detective.");
    expect(functionsOf([functions[2]])).toBe("");
  });
});
