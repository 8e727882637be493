import { describe, expect, it } from "vitest";
import type { ThreatRow } from "@/api/types";
import {
  EVERYTHING,
  extended,
  isSelected,
  NOTHING,
  selectedCount,
  selectionOf,
  toggled,
  toggledAll,
  worstSelected,
} from "./selectionState";

const row = (number: number) => ({ number, cause: null, group: null }) as ThreatRow;
const cause = (id: string, count: number) =>
  ({
    number: 9,
    severity: "high",
    cause: { id, count, title: id, statuses: {} },
    group: null,
  }) as ThreatRow;
const rows = [1, 2, 3, 4, 5].map(row);
const one = (place: number) => rows[place] as ThreatRow;

describe("the selection of threats", () => {
  it("takes a range from the row that was selected last, in both directions", () => {
    const down = extended(toggled(NOTHING, one(1)), one(3), rows);
    const up = extended(toggled(NOTHING, one(3)), one(1), rows);
    expect(rows.map((each) => isSelected(down, each))).toEqual([false, true, true, true, false]);
    expect(selectionOf(up, null).numbers?.toSorted()).toEqual([2, 3, 4]);
  });

  it("keeps rows of other pages", () => {
    const next = toggled(toggled(NOTHING, row(70)), one(0));
    expect(selectionOf(next, null).numbers).toEqual([70, 1]);
  });

  it("counts the threats of a row that stands for several", () => {
    const state = toggled(toggled(NOTHING, cause("privileged", 60)), one(0));
    expect(selectedCount(state, 500)).toBe(61);
    expect(selectionOf(state, null).groups).toEqual([
      { by: "cause", key: "privileged", severity: "high" },
    ]);
  });

  it("is as severe as the worst row, also of another page; of everything as what is shown", () => {
    const severe = (number: number, severity: ThreatRow["severity"]) => ({
      ...row(number),
      severity,
    });
    const state = toggled(toggled(NOTHING, severe(70, "high")), severe(1, "low"));
    expect(worstSelected(state, [])).toBe("high");
    expect(worstSelected(toggled(state, severe(70, "high")), [])).toBe("low");
    expect(worstSelected(NOTHING, [])).toBeNull();
    const shown = [severe(2, "medium"), severe(1, "low")] as ThreatRow[];
    expect(worstSelected(EVERYTHING, shown)).toBe("medium");
  });

  it("leaves out rows of everything", () => {
    const state = toggled(EVERYTHING, one(1));
    expect(isSelected(state, one(1))).toBe(false);
    expect(isSelected(state, row(99))).toBe(true);
    expect(selectedCount(state, 500)).toBe(499);
    expect(selectionOf(state, null)).toMatchObject({ all: true, numbers: [2] });
  });

  it("selects the page, and none of it when all is selected", () => {
    const page = toggledAll(NOTHING, rows);
    expect(selectedCount(page, 500)).toBe(5);
    expect(selectedCount(toggledAll(page, rows), 500)).toBe(0);
  });
});
