import { describe, expect, it } from "vitest";
import type { CanvasNode } from "./canvas";
import { firstView, LEGIBLE_ZOOM } from "./firstView";
import { fullCounts, type Severity } from "./severity";

const WINDOW = { width: 1032, height: 876 };

function node(
  id: string,
  [x, y, width, height]: [number, number, number, number],
  { worst = null, parentId }: { worst?: Severity | null; parentId?: string } = {},
): CanvasNode {
  const counts = fullCounts(worst ? { [worst]: 1 } : {});
  const data = { kind: parentId ? "workload" : "cluster", worst, counts };
  return { id, type: "frame", position: { x, y }, width, height, parentId, data } as never;
}

describe("the first view", () => {
  it("shows everything in the middle when its names can be read", () => {
    expect(firstView([node("cluster", [0, 0, 2000, 800])], WINDOW)).toEqual({
      zoom: 0.5,
      x: 16,
      y: 232,
    });
  });

  it("does not enlarge a small drawing much", () => {
    expect(firstView([node("cluster", [0, 0, 100, 100])], WINDOW).zoom).toBe(1.1);
  });

  it("opens a large drawing on its worst workload", () => {
    const nodes = [
      node("cluster", [0, 0, 20_000, 20_000]),
      node("calm", [100, 100, 200, 100], { worst: "low", parentId: "cluster" }),
      node("worst", [10_000, 10_000, 200, 100], { worst: "critical", parentId: "cluster" }),
    ];

    const { x, y, zoom } = firstView(nodes, WINDOW);

    expect(zoom).toBe(LEGIBLE_ZOOM);
    expect(10_100 * zoom + x).toBeCloseTo(516);
    expect(10_050 * zoom + y).toBeCloseTo(432);
  });

  it("does not look beyond the corner of a large drawing", () => {
    const nodes = [
      node("cluster", [0, 0, 20_000, 20_000]),
      node("worst", [20, 40, 200, 100], { worst: "high", parentId: "cluster" }),
    ];

    expect(firstView(nodes, WINDOW)).toEqual({ zoom: LEGIBLE_ZOOM, x: 16, y: 60 });
  });
});
