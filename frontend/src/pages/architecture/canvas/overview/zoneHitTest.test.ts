import { describe, expect, it } from "vitest";
import { routing } from "@/edgeRouting/edgeRouting";
import { CanvasState } from "@/entities/drawing/CanvasContext";
import { editSnapshotOf } from "@/model/canvas/drawing.fixture";
import { isInOverview, zoneAt } from "./zoneHitTest";

function seenFrom(afar: boolean, whole = false) {
  const { nodes, edges, editSnapshot } = editSnapshotOf();
  const parts = new CanvasState();
  parts.afar.set(afar);
  const names = [{ uid: "cluster", rect: { x: 300, y: 80, width: 20, height: 20 } }];
  parts.pictured = { names, whole };
  parts.drawn = new Map(nodes.map((node) => [node.id, node]));
  const { placement } = editSnapshot;
  return {
    parts,
    canvas: {
      nodes,
      edges,
      placement,
      routing: routing([], { boxes: [], zones: [] }, null),
      hidden: new Set<never>(),
      collapsed: new Set<string>(),
    },
  };
}

describe("what is under a point of the picture", () => {
  it("is the name of a zone, else what lies above zones", () => {
    expect(isInOverview(seenFrom(true), { x: 310, y: 90 })).toBe("cluster");
    expect(isInOverview(seenFrom(true), { x: 70, y: 120 })).toBe("api/app");
    expect(isInOverview(seenFrom(true), { x: 400, y: 300 })).toBeNull();
    expect(zoneAt(seenFrom(true), { x: 400, y: 300 })).toBe("shop");
  });

  it("is the workload where workloads are one box each, whatever lies in them", () => {
    expect(isInOverview(seenFrom(true, true), { x: 70, y: 120 })).toBe("api");
    expect(isInOverview(seenFrom(true, true), { x: 310, y: 110 })).toBe("key");
    expect(isInOverview(seenFrom(true, true), { x: 400, y: 300 })).toBeNull();
  });

  it("is nothing while nodes are mounted", () => {
    expect(isInOverview(seenFrom(false), { x: 70, y: 120 })).toBeNull();
    expect(zoneAt(seenFrom(false), { x: 400, y: 300 })).toBeNull();
  });
});
