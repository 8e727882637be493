import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { appetiteEdges, factorsOf, fallingCells, meanText, shareText } from "./risk";

const CELLS = [1, 2, 3, 4, 5].map((impact) =>
  [1, 2, 3, 4, 5].map((likelihood) => (likelihood * impact > 9 ? 1 : 0)),
);

describe("the line of the appetite", () => {
  it("runs between the cells above it and those that are not", () => {
    const matrix = { cells: CELLS, appetite: 0 };

    expect(appetiteEdges(matrix, 4, 1)).toEqual({ left: true, below: true });
    expect(appetiteEdges(matrix, 4, 4)).toEqual({ left: false, below: false });
    expect(appetiteEdges(matrix, 0, 0)).toEqual({ left: false, below: false });
    expect(appetiteEdges({ cells: CELLS, appetite: 1 }, 4, 1)).toEqual({
      left: false,
      below: false,
    });
  });
});

describe("a matrix", () => {
  it("falls nowhere", () => {
    expect(fallingCells(CELLS)).toEqual(new Set());
  });

  it("is told where it falls, to the right and upward", () => {
    const cells = CELLS.map((row, y) => row.map((level, x) => (x === 4 && y === 4 ? 0 : level)));

    expect(fallingCells(cells)).toEqual(new Set(["4 4"]));
    expect(
      fallingCells([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual(new Set(["1 0", "0 1"]));
  });
});

describe("what risk is made of, in words", () => {
  it("says what an unknown factor leaves open", () => {
    expect(meanText({ score: 4.375, word: "medium", least: 4.375, most: 4.375 })).toBe(
      "4.4 (medium)",
    );
    expect(meanText({ score: null, word: null, least: 1, most: 7.875 })).toBe(
      "between 1.0 and 7.9",
    );
  });

  it("says when a reduction is not stated", () => {
    const one = { mitigation: 1, title: "", status: "planned", counts: "target" } as const;

    expect(shareText({ ...one, reduction: "mostly", share: 0.8 })).toBe(
      "Mostly: 80 % of the likelihood",
    );
    expect(shareText({ ...one, reduction: "", share: 1 })).toBe(
      "Not stated, taken as 100 % of the likelihood",
    );
  });

  it("counts each factor on one side", () => {
    const base = { element: "", element_name: "", element_kind: "", fact: "", label: "" };
    const more = { value: null, file: "", line: 0 };
    const factors = (["severity", "reach", "gain", "data", "limit"] as const).map((factor) => ({
      ...base,
      ...more,
      factor,
      points: factor === "data" ? 0 : 3,
    }));

    expect(factorsOf("likelihood", factors).map(({ factor }) => factor)).toEqual(["reach"]);
    expect(factorsOf("impact", factors).map(({ factor }) => factor)).toEqual(["gain"]);
  });
});

const TOKENS = ["info", "good", "low", "medium", "high", "critical"];

/** The tokens of a theme: the light ones come first in the file. */
function colors(dark: boolean): Record<string, string> {
  const css = readFileSync(new URL("../../ui/tokens.css", import.meta.url), "utf8");
  const [light = "", night = ""] = css.split(':root[data-mantine-color-scheme="dark"]');
  const found = (dark ? night : light).matchAll(/--bh-([\w-]+): (#[0-9a-f]{6});/g);
  return Object.fromEntries([...found].map(([, name, color]) => [name, color]));
}

function luminance(color: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one = "", two = ""): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([["light", false] as const, ["dark", true] as const])("the %s palette", (_, dark) => {
  it.each(TOKENS)("lets %s be read on its cells", (name) => {
    const theme = colors(dark);

    expect(contrast(theme[`${name}-text`], theme[`${name}-soft`])).toBeGreaterThanOrEqual(4.5);
  });
});
