import { describe, expect, it } from "vitest";
import type { PostureDay } from "@/api/types";
import {
  coverageOf,
  dayAt,
  FIGURES,
  figureOf,
  flowOf,
  hasFigures,
  mondayOf,
  weeksOf,
  written,
  writtenChange,
  writtenDays,
} from "./figures";

const NONE = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };

function day(date: string, figures: Partial<PostureDay> = {}): PostureDay {
  return {
    day: date,
    taken_at: `${date}T12:00:00Z`,
    models: 1,
    open: NONE,
    accepted: NONE,
    overdue: 0,
    overdue_mitigations: 0,
    expiring: 0,
    cells_settled: 0,
    cells_applicable: 0,
    jewels: 0,
    jewels_reached: 0,
    jewel_score: 0,
    found: 0,
    mitigated: 0,
    resolved: 0,
    not_applicable: 0,
    fixed_seconds: 0,
    due_fixed: 0,
    due_kept: 0,
    ...figures,
  };
}

describe("figures of a day", () => {
  it("count accepted threats as risk, and name them", () => {
    const one = day("2026-11-02", {
      open: { ...NONE, critical: 2, low: 3 },
      accepted: { ...NONE, critical: 1 },
    });

    expect(figureOf("at_risk").value(one)).toBe(6);
    expect(figureOf("critical").value(one)).toBe(3);
    expect(figureOf("accepted").value(one)).toBe(1);
    const bySeverity = ["critical", "high", "medium", "low", "info"] as const;
    const sum = bySeverity.reduce((all, id) => all + (figureOf(id).value(one) ?? 0), 0);
    expect(sum).toBe(figureOf("at_risk").value(one));
  });

  it("are there once a threat was found or a cell can be settled", () => {
    expect(hasFigures([day("2026-11-02"), day("2026-11-03")])).toBe(false);
    expect(hasFigures([day("2026-11-02", { cells_applicable: 4 })])).toBe(true);
    expect(hasFigures([day("2026-11-02", { resolved: 1 }), day("2026-11-03")])).toBe(true);
  });

  it("are unknown where there is nothing to count", () => {
    expect(coverageOf(day("2026-11-02"))).toBeNull();
    expect(coverageOf(day("2026-11-02", { cells_settled: 1, cells_applicable: 3 }))).toBe(33);
    expect(figureOf("jewels_reached").value(day("2026-11-02"))).toBeNull();
    expect(figureOf("jewels_reached").value(day("2026-11-02", { jewels: 2 }))).toBe(0);
  });

  it("have names of their own", () => {
    expect(new Set(FIGURES.map(({ label }) => label)).size).toBe(FIGURES.length);
  });
});

describe("what happened on some days", () => {
  const days = [
    day("2026-11-01", { found: 4 }),
    day("2026-11-02", { found: 2, mitigated: 1, fixed_seconds: 86_400, due_fixed: 1, due_kept: 1 }),
    day("2026-11-08", { resolved: 1, fixed_seconds: 3 * 86_400, due_fixed: 1, not_applicable: 2 }),
    day("2026-11-16", { found: 1 }),
  ];

  it("is the sum, with the mean over all that was fixed", () => {
    expect(flowOf(days)).toEqual({
      found: 7,
      fixed: 2,
      notApplicable: 2,
      meanDays: 2,
      kept: 50,
      dueFixed: 2,
    });
  });

  it("has no mean and no share where nothing was fixed", () => {
    expect(flowOf(days.slice(0, 1))).toMatchObject({ fixed: 0, meanDays: null, kept: null });
  });

  it("is summed by weeks that begin on Mondays", () => {
    expect(mondayOf("2026-11-01")).toBe("2026-10-26");
    expect(mondayOf("2026-11-02")).toBe("2026-11-02");
    const weeks = weeksOf(days);
    expect(weeks.map(({ since, until, found, fixed }) => [since, until, found, fixed])).toEqual([
      ["2026-10-26", "2026-11-01", 4, 0],
      ["2026-11-02", "2026-11-08", 2, 2],
      ["2026-11-16", "2026-11-16", 1, 0],
    ]);
    expect(weeks.reduce((all, week) => all + week.found, 0)).toBe(flowOf(days).found);
  });
});

describe("the figures of a date", () => {
  const days = [day("2026-11-01"), day("2026-11-04")];

  it("are those of the last snapshot by then", () => {
    expect(dayAt(days, "2026-11-04")?.day).toBe("2026-11-04");
    expect(dayAt(days, "2026-11-03")?.day).toBe("2026-11-01");
    expect(dayAt(days, "2026-10-31")).toBeUndefined();
  });
});

describe("words", () => {
  it("say numbers, changes and durations", () => {
    expect([written(1234), written(64, "%"), written(null)]).toEqual(["1,234", "64 %", "—"]);
    const changes = [writtenChange(3, 5), writtenChange(5, 3), writtenChange(3, 3)];
    expect(changes).toEqual(["+2", "−2", "no change"]);
    expect(writtenChange(null, 3)).toBe("—");
    expect([writtenDays(1), writtenDays(3.44), writtenDays(null)]).toEqual([
      "1 day",
      "3.4 days",
      "—",
    ]);
  });
});
