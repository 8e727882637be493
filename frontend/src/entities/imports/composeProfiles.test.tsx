import { describe, expect, it } from "vitest";
import { enabledProfiles, startedServicesText } from "./composeProfiles";

describe("compose profiles", () => {
  it("start as they were at the last import, until somebody chooses", () => {
    const profiles = [
      { name: "debug", services: ["shell"], chosen: false },
      { name: "seed", services: ["seed"], chosen: true },
    ];

    expect(enabledProfiles(profiles, null)).toEqual(["seed"]);
    expect(enabledProfiles(profiles, ["debug", "gone"])).toEqual(["debug"]);
    expect(enabledProfiles(profiles, [])).toEqual([]);
  });

  it("say what they start", () => {
    expect(startedServicesText(["seed"])).toBe("Starts seed.");
    expect(startedServicesText(["a", "b"])).toBe("Starts a and b.");
    expect(startedServicesText(["a", "b", "c", "d", "e"])).toBe("Starts a, b, c and 2 more.");
  });
});
