import { describe, expect, it } from "vitest";
import { CATEGORIES, categoriesOf, categoryOf, categoryTitle, sentenceCase } from "./categories";

describe("categories", () => {
  it("has the six of STRIDE and the seven of LINDDUN, each id once", () => {
    expect(
      categoriesOf("stride")
        .map((category) => category.letter)
        .join(""),
    ).toBe("STRIDE");
    expect(categoriesOf("linddun")).toHaveLength(7);
    expect(new Set(CATEGORIES.map((category) => category.id)).size).toBe(13);
  });

  it("shows the classic LINDDUN name where it differs", () => {
    expect(categoryTitle(categoryOf("linking"))).toBe(
      "Linking (LINDDUN, classic name Linkability)",
    );
    expect(categoryTitle(categoryOf("spoofing"))).toBe("Spoofing (STRIDE)");
  });

  it("keeps a category it does not know", () => {
    expect(categoryOf("lateral-movement").label).toBe("Lateral movement");
    expect(sentenceCase("runs_as")).toBe("Runs as");
  });
});
