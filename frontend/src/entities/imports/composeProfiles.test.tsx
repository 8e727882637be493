import { describe, expect, it } from "vitest";
import { enabledProfiles, filesWithProfiles, startedServicesText } from "./composeProfiles";

function candidate(path: string, text: string) {
  return { path, file: new File([text], path) };
}

describe("compose profiles", () => {
  it.each([
    ["services:\n  seed:\n    profiles: [seed]\n", 1],
    ["services:\n  seed: {image: a, profiles: [seed]}\n", 1],
    ["services:\n  seed:\n    image: profiles\n", 0],
  ])("are looked for in files that speak of them", async (text, expected) => {
    expect(await filesWithProfiles([candidate("compose.yaml", text)])).toHaveLength(expected);
  });

  it("are not looked for in other files", async () => {
    expect(await filesWithProfiles([candidate("report.json", '{"profiles": []}')])).toEqual([]);
  });

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
