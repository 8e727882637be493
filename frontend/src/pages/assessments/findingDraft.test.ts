import { expect, it } from "vitest";
import { BLANK, draftDifferences } from "./findingDraft";

it("names the fields in which two drafts of a finding differ", () => {
  const mine = { ...BLANK, title: "Socket reachable ", severity: "high" } as const;

  expect(draftDifferences(mine, { ...BLANK, title: "Socket reachable" })).toEqual([
    { field: "Severity", mine: "High", theirs: "Medium" },
  ]);
});
