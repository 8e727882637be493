import { describe, expect, it } from "vitest";
import type { CoverageCell } from "@/api/types";
import { categoryOf } from "@/model/labels/categories";
import { cellOf, describeCell, moved, worstIn } from "./cells";

const cell = (part: Partial<CoverageCell>): CoverageCell => ({
  state: "unknown",
  threats: [],
  waiting: [],
  considered: [],
  because: "",
  ...part,
});
const threat = (number: number, severity: CoverageCell["threats"][number]["severity"]) =>
  ({ number, severity }) as CoverageCell["threats"][number];

describe("the cells of the coverage grid", () => {
  it("names the worst severity, wherever it stands", () => {
    const found = cell({ state: "threats", threats: [threat(1, "low"), threat(2, "high")] });

    expect(worstIn(found)).toBe("high");
    expect(describeCell(categoryOf("spoofing"), found)).toBe("Spoofing: 2 threats, worst high");
  });

  it("takes a category that the server leaves out as outside", () => {
    const row = { subject: { name: "db" }, cells: {} } as never;

    expect(cellOf(row, categoryOf("repudiation")).state).toBe("outside");
  });

  it("walks with the arrows and stops at the edges", () => {
    const size = { rows: 3, columns: 7 };

    expect(moved({ row: 0, column: 1 }, { key: "ArrowRight" }, size)).toEqual({
      row: 0,
      column: 2,
    });
    expect(moved({ row: 2, column: 6 }, { key: "ArrowDown" }, size)).toEqual({ row: 2, column: 6 });
    expect(moved({ row: 2, column: 6 }, { key: "Home", ctrlKey: true }, size)).toEqual({
      row: 0,
      column: 0,
    });
    expect(moved({ row: 0, column: 0 }, { key: "x" }, size)).toBeNull();
  });
});
