import { expect, test } from "vitest";
import type { LibraryUpdate } from "@/api/types";
import { endText, listedText, updateText } from "./libraryUpdates";

const NO_THREATS = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const NOTHING = {
  new: NO_THREATS,
  gone: NO_THREATS,
  raised: 0,
  lowered: 0,
  possible: 0,
  possible_gone: 0,
  facts: 0,
  scenarios: 0,
  decisions: 0,
};
const UPDATE = {
  state: "applied",
  seq: 4,
  previewed_seq: 4,
  counts: { ...NOTHING, raised: 1 },
  previewed_counts: { ...NOTHING, raised: 1 },
} as LibraryUpdate;

test("Counts are one sentence, and what is zero is left out", () => {
  const counts = {
    ...NOTHING,
    new: { ...NO_THREATS, critical: 1, low: 3 },
    gone: { ...NO_THREATS, high: 2 },
    lowered: 1,
  };

  expect(updateText(counts)).toBe("4 new threats, 2 go, 1 changes severity");
  expect(updateText({ ...NOTHING, possible: 1 })).toBe("1 possible threat differs");
  expect(updateText({ ...NOTHING, scenarios: 2 })).toBe("2 attack scenarios differ");
  expect(updateText(NOTHING)).toBe("");
});

test("A list that is cut says so", () => {
  expect(listedText({ ...NOTHING, raised: 1_000, lowered: 1_000 })).toBe("");
  expect(listedText({ ...NOTHING, raised: 2_000, facts: 1 })).toBe("The first 2,000 are listed.");
});

test("What an edit in between changed is told", () => {
  expect(endText(UPDATE)).toBe("Applied as previewed.");
  expect(endText({ ...UPDATE, seq: 6 })).toContain("change 4; the analysis was of change 6");
  expect(endText({ ...UPDATE, state: "superseded", previewed_seq: null })).toContain(
    "before a preview",
  );
});

test("What the preview said is told where the analysis alone has changed less", () => {
  const update = { ...UPDATE, previewed_counts: { ...NOTHING, raised: 1, scenarios: 2 } };

  expect(endText(update)).toBe(
    "Applied. The preview said: 1 changes severity, 2 attack scenarios differ. " +
      "Attack scenarios follow with the attack paths.",
  );
});
