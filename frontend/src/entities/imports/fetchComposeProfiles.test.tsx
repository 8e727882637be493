import { describe, expect, it } from "vitest";
import { filesWithProfiles } from "./fetchComposeProfiles";

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
});
