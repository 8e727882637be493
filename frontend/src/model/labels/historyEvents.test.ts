import { expect, it } from "vitest";
import { changesOf } from "./historyEvents";

it("writes categories as words", () => {
  const after = { categories: ["information-disclosure", "tampering"], description: "", seq: 7 };
  expect(changesOf(null, after)).toEqual([
    { field: "Categories", before: null, after: "Information disclosure, Tampering" },
  ]);
});

it("writes people by name, and threats and mitigations by number", () => {
  const before = { owner: null, mitigations: [1], duplicate_of: null, waiting_for: null };
  const person = { id: "0b8c", name: "Ada" };
  const after = {
    owner: person,
    mitigations: [1, 3],
    duplicate_of: 7,
    waiting_for: { ...person, thread: "9f2e" },
  };
  expect(changesOf(before, after).map(({ field, after }) => [field, after])).toEqual([
    ["Owner", "Ada"],
    ["Mitigations", "M1, M3"],
    ["Duplicate of", "T7"],
    ["Waiting for", "Ada"],
  ]);
});

it("tells a decision once", () => {
  const before = { decided: "open", status: "open" };
  const after = { decided: "not-applicable", status: "not-applicable" };
  expect(changesOf(before, after).map(({ field }) => field)).toEqual(["Status"]);
  const summed = changesOf({}, { decided: "not-applicable" });
  expect(summed.map(({ field }) => field)).toEqual(["Status"]);
});
