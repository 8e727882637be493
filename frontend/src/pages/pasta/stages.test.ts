import { describe, expect, it } from "vitest";
import type { Stage, StageOutline, StageRow, StageStatus } from "@/api/types";
import { byStage, cellOf, linkOfRow } from "./stageRows";
import { outlineOf, reviewProgress, sectionsOf, stageOf } from "./stageStatuses";

const stages = (...statuses: StageStatus[]): Stage[] =>
  statuses.map((status, index) => ({ number: index + 1, status }) as Stage);

describe("the open stage", () => {
  it("is the one in the address", () => {
    expect(stageOf(stages("approved", "stale", "ready"), "3")?.number).toBe(3);
  });

  it("is else the first that is not approved, then the first", () => {
    expect(stageOf(stages("approved", "stale", "ready"), undefined)?.number).toBe(2);
    expect(stageOf(stages("approved", "approved"), "9")?.number).toBe(1);
    expect(stageOf([], "1")).toBeUndefined();
  });
});

describe("the stage before any is computed", () => {
  const outlines = [true, false, false].map(
    (approved, index) => ({ number: index + 1, approved, sections: [] }) as unknown as StageOutline,
  );

  it("is the one in the address, else the first without approval, then the first", () => {
    expect(outlineOf(outlines, "3")?.number).toBe(3);
    expect(outlineOf(outlines, undefined)?.number).toBe(2);
    expect(outlineOf(outlines.slice(0, 1), "9")?.number).toBe(1);
  });

  it("has the sections in which people write", () => {
    const sections = [{ id: "objectives", title: "Business objectives" }];

    expect(sectionsOf({ sections } as StageOutline)).toEqual([
      expect.objectContaining({ ...sections[0], rows: [] }),
    ]);
  });
});

it("the progress counts approved and stale stages", () => {
  expect(reviewProgress(stages("approved", "ready"))).toBe("1 of 2 stages approved");
  expect(reviewProgress(stages("approved", "stale"))).toBe("1 of 2 stages approved, 1 stale");
});

describe("the link of a row", () => {
  const row = (part: Partial<StageRow>) =>
    linkOfRow("m", { kind: "", uid: "", ...part } as StageRow);

  it("leads to the threat, the mitigation or the drawing", () => {
    expect(row({ on: "threat", target: "7" })?.params).toEqual({ model: "m", number: "7" });
    expect(row({ on: "mitigation", target: "3" })?.search).toEqual({ open: "3" });
    expect(row({ on: "element", target: "e", uid: "compose:db" })?.search).toEqual({ select: "e" });
  });

  it("leads to the attack tree of a goal", () => {
    const found = row({ on: "attack-tree", target: "k8s-node", uid: "compose:db" });

    expect(found?.params).toEqual({ model: "m", goal: "k8s-node" });
    expect(found?.search).toEqual({ tab: "tree" });
  });

  it("leads to the page of data sets for a data set, and nowhere for what is nowhere else", () => {
    const found = row({ on: "element", target: "e", uid: "data:a", kind: "data-set" });

    expect(found?.to).toBe("/m/$model/data");
    expect(row({ on: null })).toBeNull();
  });
});

it("changes are grouped by the stage they happened in", () => {
  const changes = [{ stage: 1 }, { stage: 4 }, { stage: 1 }];

  expect(byStage(changes)).toEqual([
    [1, [{ stage: 1 }, { stage: 1 }]],
    [4, [{ stage: 4 }]],
  ]);
});

it("a cell that says that nothing is known is quiet", () => {
  expect(cellOf("unknown").quiet).toBe(true);
  expect(cellOf("postgres").quiet).toBe(false);
});
