import { describe, expect, it } from "vitest";
import type { CoverageCell } from "@/api/types";
import { categoryOf } from "@/model/labels/categories";
import { STRIDE, TOY } from "@/model/labels/methods.fixture";
import {
  cellOf,
  columnsOf,
  describeCell,
  moved,
  POD_SECURITY,
  viewOf,
  worstIn,
} from "./coverageCells";

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
    expect(describeCell(categoryOf("spoofing", [STRIDE]), found)).toBe(
      "Spoofing: 2 threats, worst high",
    );
  });

  it("takes a category that the server leaves out as outside", () => {
    const row = { subject: { name: "db" }, cells: {} } as never;

    expect(cellOf(row, categoryOf("repudiation", [STRIDE])).state).toBe("outside");
  });

  it("shows the method of the address, whatever methods there are", () => {
    expect(viewOf("toy", [STRIDE, TOY])).toBe(TOY);
    expect(viewOf(POD_SECURITY, [STRIDE, TOY])).toBe(POD_SECURITY);
    expect(viewOf("unknown", [STRIDE, TOY])).toBe(STRIDE);
    expect(viewOf("toy", [])).toBeUndefined();
    expect(columnsOf([{ id: "breaking" }], TOY)[0]?.letter).toBe("Br");
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
