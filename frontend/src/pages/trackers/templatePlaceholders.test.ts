import { expect, it } from "vitest";
import { inserted } from "./templatePlaceholders";

it("inserts a placeholder in the place of what is selected", () => {
  expect(inserted("See  now", "$link", 4, 4)).toEqual({ value: "See $link now", caret: 9 });
  expect(inserted("See here", "$link", 4, 8)).toEqual({ value: "See $link", caret: 9 });
});
