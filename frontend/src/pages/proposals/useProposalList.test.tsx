import { expect, test } from "vitest";
import { proposalQueryOf } from "./useProposalList";

test("what waits is asked for, the oldest first, whatever state the address names", () => {
  expect(proposalQueryOf({ page: 1, state: ["accepted"], kind: ["flow"] }, false)).toEqual({
    page: 1,
    kind: ["flow"],
    ordering: "created_at",
    state: ["pending"],
  });
});

test("of what was decided all states are asked for, or those that are chosen", () => {
  expect(proposalQueryOf({}, true).state).toEqual([
    "accepted",
    "rejected",
    "outdated",
    "withdrawn",
  ]);
  expect(proposalQueryOf({ state: ["outdated", "pending"] }, true).state).toEqual(["outdated"]);
});

test("an order that the person chose counts", () => {
  expect(proposalQueryOf({ ordering: "kind" }, true).ordering).toBe("kind");
});
