import { describe, expect, it } from "vitest";
import type { SavedView } from "../api/types";
import { collapsedIn, documentOf, hiddenIn, sortedViews } from "./savedView";

describe("a saved view", () => {
  it("says what is shown, the same for the same", () => {
    const document = documentOf(
      { x: 10.4, y: -3.6 },
      0.12345,
      new Set(["secrets", "images"]),
      new Set(["b", "a"]),
    );

    expect(document).toEqual({
      viewport: { x: 10, y: -4, zoom: 0.123 },
      hidden: ["images", "secrets"],
      collapsed: ["a", "b"],
    });
  });

  it("passes over what is no longer known", () => {
    const document = { hidden: ["images", "weather"], collapsed: ["network:front", "gone"] };

    expect(hiddenIn(document)).toEqual(["images"]);
    expect(collapsedIn(document, new Set(["network:front"]))).toEqual(["network:front"]);
  });

  it("leaves alone what it says nothing of", () => {
    expect(hiddenIn({})).toBeUndefined();
    expect(collapsedIn({}, new Set())).toBeUndefined();
  });

  it("stands by name, one's own first", () => {
    const view = (name: string, mine: boolean) => ({ name, mine }) as SavedView;
    const views = [view("b", false), view("z", true), view("a", true)];

    expect(sortedViews(views).map((one) => one.name)).toEqual(["a", "z", "b"]);
  });
});
