import { describe, expect, it } from "vitest";
import { fullCounts, type Severity } from "@/model/graph/severity";
import type { CanvasNode } from "./canvasNodes";
import { initialViewport } from "./initialViewport";

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
    expect(initialViewport([node("cluster", [0, 0, 2000, 800])], WINDOW)).toEqual({
      zoom: 0.5,
      x: 16,
      y: 232,
    });
  });

  it("does not enlarge a small drawing much", () => {
    expect(initialViewport([node("cluster", [0, 0, 100, 100])], WINDOW).zoom).toBe(1.1);
  });

  it("shows all of a large drawing, also where its threats are elsewhere", () => {
    const nodes = [
      node("cluster", [0, 0, 6000, 4000]),
      node("worst", [5000, 3000, 200, 100], { worst: "critical", parentId: "cluster" }),
    ];

    const { x, y, zoom } = initialViewport(nodes, WINDOW);

    expect(zoom).toBeCloseTo(1000 / 6000);
    expect(x).toBeCloseTo(16);
    expect(6000 * zoom + x).toBeCloseTo(1016);
    expect(2000 * zoom + y).toBeCloseTo(432);
  });
});
