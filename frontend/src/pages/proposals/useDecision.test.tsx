import { expect, test } from "vitest";
import { refusedOf } from "./useDecision";

const rows = [
  { id: "a", state: "accepted", detail: "" },
  { id: "b", state: "outdated", detail: "The question is already answered: no." },
  { id: "c", state: "rejected", detail: "This proposal was rejected by Ada." },
] as const;

test("what another person decided otherwise, and what is outdated, is named", () => {
  expect(refusedOf("accept", [...rows]).map(({ id }) => id)).toEqual(["b", "c"]);
});
