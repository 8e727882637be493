import { describe, expect, it } from "vitest";
import { folderText, inKnownFolder } from "./knownFolder";

const file = new File(["services: {}"], "compose.yml");
const files = [
  { path: "shop-main/compose.yml", file },
  { path: "shop-main/deploy/api.yaml", file },
];
const match = { sent_as: "shop-main/", known_as: "shop/", files: 2, likely: true };
const pathsOf = (given: readonly { path: string }[]) => given.map((one) => one.path);

describe("files that the model knows in another folder", () => {
  it("are sent there when they are newer versions", () => {
    expect(pathsOf(inKnownFolder(files, match, "newer"))).toEqual([
      "shop/compose.yml",
      "shop/deploy/api.yaml",
    ]);
    expect(pathsOf(inKnownFolder(files, { ...match, known_as: "" }, "newer"))).toEqual([
      "compose.yml",
      "deploy/api.yaml",
    ]);
  });

  it("keep their paths when they are others, and until a person says so", () => {
    for (const answer of ["other", null] as const) {
      expect(pathsOf(inKnownFolder(files, match, answer))).toEqual(pathsOf(files));
    }
    expect(pathsOf(inKnownFolder(files, null, "newer"))).toEqual(pathsOf(files));
  });

  it("are named by their folder", () => {
    expect(folderText("shop/app/")).toBe("in the folder shop/app");
    expect(folderText("")).toBe("outside any folder");
  });
});
