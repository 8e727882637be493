import { describe, expect, it } from "vitest";
import type { ThreatSourceFile } from "@/api/types";
import { excerptText, lineCount, shownSources } from "./sourceLines";

const excerpt = (first: number, count: number) => ({
  ...{ first, marked: [first] },
  lines: Array.from({ length: count }, (_, n) => `line ${first + n}`),
});
const SOURCES: ThreatSourceFile[] = [
  { file: "a.yaml", excerpts: [excerpt(1, 10), excerpt(30, 10)] },
  { file: "b.yaml", excerpts: [excerpt(5, 7)] },
];

describe("excerpts of files", () => {
  it("are folded where they are long, and none is cut", () => {
    const shown = shownSources(SOURCES);

    expect(lineCount(SOURCES)).toBe(27);
    expect(shown.map(({ file }) => file)).toEqual(["a.yaml"]);
    expect(lineCount(shown)).toBe(20);
  });

  it("are shown from the first, however long that is", () => {
    expect(lineCount(shownSources([{ file: "a.yaml", excerpts: [excerpt(1, 90)] }]))).toBe(90);
  });

  it("are copied with an ellipsis where lines are left out", () => {
    const [first] = SOURCES;

    expect(first && excerptText(first)).toContain("line 10\n…\nline 30");
  });
});
