import { expect, it } from "vitest";
import { countsText } from "./trackerText";

const NONE = { links: 0, waiting: 0, failed: 0, conflicts: 0, proposals: 0 };

it("names what wants attention and leaves out what does not", () => {
  expect(countsText(NONE)).toBe("0 issues");
  expect(countsText({ ...NONE, links: 12, failed: 1, proposals: 2 })).toBe(
    "12 issues, 1 failed, 2 proposals",
  );
});
