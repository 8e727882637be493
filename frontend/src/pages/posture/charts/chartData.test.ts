import { describe, expect, it } from "vitest";
import type { PostureDay } from "@/api/types";
import { dayRows, hasValues, summary } from "./chartData";

const day = (date: string, overdue: number) => ({ day: date, overdue }) as PostureDay;
const SERIES = [{ id: "overdue", label: "Overdue", color: "var(--bh-high)" }];

describe("rows of a chart", () => {
  const rows = dayRows([day("2026-02-27", 3), day("2026-03-02", 1)], ({ overdue }) => ({
    overdue,
  }));

  it("have a gap for each day without a snapshot", () => {
    expect(rows.map(({ id, values }) => [id, values.overdue])).toEqual([
      ["2026-02-27", 3],
      ["2026-02-28", undefined],
      ["2026-03-01", undefined],
      ["2026-03-02", 1],
    ]);
    expect(dayRows([], () => ({}))).toEqual([]);
  });

  it("hold a value where one is known and not zero", () => {
    expect(hasValues({ series: SERIES, rows })).toBe(true);
    const zeros = dayRows([day("2026-02-27", 0), day("2026-03-02", 0)], ({ overdue }) => ({
      overdue,
    }));
    expect(hasValues({ series: SERIES, rows: zeros })).toBe(false);
    expect(hasValues({ series: SERIES, rows: [] })).toBe(false);
  });

  it("are said in words by their first and last values", () => {
    expect(summary({ series: SERIES, rows })).toBe("Overdue: 3 on Feb 27, 1 on Mar 2");
    expect(summary({ series: SERIES, rows: [], unit: "%" })).toBe("No data");
  });
});
