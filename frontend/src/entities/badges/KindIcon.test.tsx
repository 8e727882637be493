import { describe, expect, it } from "vitest";
import { KINDS } from "@/api/catalogue.gen";
import { iconOf } from "./KindIcon";

describe("the icon of a kind", () => {
  it.each(Object.keys(KINDS))("is there for %s", (kind) => {
    expect(iconOf(kind)).toBeDefined();
  });

  it("is there for flows and relations", () => {
    expect(iconOf("flow")).toBeDefined();
    expect(iconOf("relation")).toBeDefined();
  });

  it("is missing for a kind that the catalogue does not know", () => {
    expect(iconOf("nonsense")).toBeUndefined();
  });
});
