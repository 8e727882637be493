import { expect, test } from "vitest";
import type { Proposal } from "@/api/types";
import { acceptProposal, withoutProposal } from "./acceptProposal";

const pending = { id: "p1", state: "pending" };
const page = { count: 2, results: [pending, { id: "p2", state: "pending" }] };
const undoOf = (result: Proposal["result"]) =>
  acceptProposal.undo?.({} as Proposal, { proposal: { result } as Proposal, job: null });

test("what is accepted leaves the list of what waits at once", () => {
  expect(withoutProposal(page, "p1")).toEqual({ count: 1, results: [page.results[1]] });
});

test("other cached answers stay the same objects", () => {
  const others = { count: 1, results: [{ id: "p1", title: "a threat" }] };

  expect(withoutProposal(others, "p1")).toBe(others);
  expect(withoutProposal(null, "p1")).toBeNull();
});

test("there is a way back for what changed the model, and none where nothing did", () => {
  expect(undoOf({ seq: 12, mitigation: null, flow: null })).not.toBeNull();
  expect(undoOf({ seq: null, mitigation: 7, flow: null })).not.toBeNull();
  expect(undoOf(null)).toBeNull();
});
