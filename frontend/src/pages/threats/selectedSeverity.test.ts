import { expect, it } from "vitest";
import type { ThreatRow } from "@/api/types";
import { selectedSeverity } from "./selectedSeverity";

const cause = { id: "root", count: 3 } as ThreatRow["cause"];
const row = (number: number, severity: string, more: Partial<ThreatRow> = {}) =>
  ({ number, severity, cause: null, group: null, ...more }) as ThreatRow;
const ROWS = [row(1, "high"), row(2, "low"), row(3, "medium", { cause })];

it("is that of the worst selected threat", () => {
  expect(selectedSeverity(ROWS, { all: false, numbers: [2] })).toBe("low");
  expect(selectedSeverity(ROWS, { all: false, numbers: [2, 1] })).toBe("high");
});

it("is that of a selected group", () => {
  const groups = [{ by: "cause", key: "root", severity: "medium" }] as const;
  expect(selectedSeverity(ROWS, { all: false, numbers: [2], groups: [...groups] })).toBe("medium");
});

it("is the worst of all rows where more than the rows are meant, or others", () => {
  expect(selectedSeverity(ROWS, { all: true })).toBe("high");
  expect(selectedSeverity(ROWS, { all: false, numbers: [77] })).toBe("high");
  expect(selectedSeverity([], { all: false, numbers: [77] })).toBe("medium");
});
