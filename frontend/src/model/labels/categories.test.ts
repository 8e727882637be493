import { describe, expect, it } from "vitest";
import { categoriesOf, categoryOf, categoryTitle, sentenceCase } from "./categories";
import { LINDDUN, STRIDE, TOY } from "./methods.fixture";

const METHODS = [STRIDE, LINDDUN, TOY];

describe("categories", () => {
  it("come from the table of methods, in its order", () => {
    expect(categoriesOf(METHODS).map((category) => category.letter)).toEqual([
      "S",
      "T",
      "R",
      "L",
      "Nc",
      "Br",
    ]);
  });

  it("show the classic LINDDUN name where it differs", () => {
    expect(categoryTitle(categoryOf("linking", METHODS))).toBe(
      "Linking (LINDDUN, classic name Linkability)",
    );
    expect(categoryTitle(categoryOf("spoofing", METHODS))).toBe("Spoofing (STRIDE)");
    expect(categoryTitle(categoryOf("breaking", METHODS))).toBe("Breaking (TOY)");
  });

  it("keep a category that the table lacks", () => {
    expect(categoryTitle(categoryOf("lateral-movement", METHODS))).toBe("Lateral movement");
    expect(sentenceCase("runs_as")).toBe("Runs as");
  });
});
