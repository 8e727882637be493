import { expect, it } from "vitest";
import { changesOf } from "./historyEvents";

it("writes categories as words", () => {
  const after = { categories: ["information-disclosure", "tampering"], description: "", seq: 7 };
  expect(changesOf(null, after)).toEqual([
    { field: "Categories", before: null, after: "Information disclosure, Tampering" },
  ]);
});
