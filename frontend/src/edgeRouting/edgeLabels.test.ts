import { describe, expect, it } from "vitest";
import { type EdgeLabel, labelWidth, placedLabels } from "./edgeLabels";

const line = (...rows: [number, number][]) => ({
  points: rows.map(([x, y]) => ({ x, y })),
  labels: [90, 50],
});
const box = (x: number, y: number) => ({ x, y, width: 100, height: 60 });
const only = (chips: readonly (EdgeLabel | null)[]) => chips[0] ?? null;

describe("the label of a line", () => {
  it("stands in the middle of a part that is long enough, away from the arrow", () => {
    const chip = only(placedLabels([line([0, 0], [200, 0])], []));

    expect(chip).toEqual({ at: { x: 95.5, y: 0 }, label: 0 });
  });

  it("says less where there is less room", () => {
    expect(only(placedLabels([line([0, 0], [80, 0])], []))?.label).toBe(1);
  });

  it("stands nowhere when it would be cut off", () => {
    const upright = line([50, 0], [50, 60]);

    expect(placedLabels([line([0, 0], [40, 0])], [])).toEqual([null]);
    expect(placedLabels([upright], [box(-60, 0), box(60, 0)])).toEqual([null]);
  });

  it("does not cover another line that runs beside", () => {
    const beside = line([0, 10], [200, 10]);

    expect(placedLabels([line([0, 0], [200, 0]), beside], [])).toEqual([null, null]);
  });

  it("rather stands on a level part than on an upright one", () => {
    const chip = only(placedLabels([line([0, 0], [0, 300], [200, 300])], []));

    expect(chip?.at.y).toBe(300);
  });

  it("is as wide as its letters", () => {
    expect(labelWidth("MQTT", false)).toBeGreaterThan(labelWidth(":443", false));
    expect(labelWidth("", false)).toBe(0);
    expect(labelWidth("", true)).toBeGreaterThan(0);
  });
});
