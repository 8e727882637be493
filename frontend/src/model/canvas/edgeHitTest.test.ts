import { describe, expect, it } from "vitest";
import type { Rect } from "@/geometry/geometry";
import { rectOfNode } from "./canvasNodes";
import { editSnapshotOf, element, SHOP, snapshotOf } from "./drawing.fixture";
import { nearestEdge } from "./edgeHitTest";

const { edges, nodes } = editSnapshotOf();
const places = new Map<string, Rect>(
  nodes.map(({ id, position, width, height }) => [id, { ...position, width, height }]),
);
const rectOf = (uid: string) => places.get(uid);

describe("lines", () => {
  it("are hit where they run, and nowhere else", () => {
    // Straight from people at (1000, 112) to api at (260, 112).
    expect(nearestEdge(edges, rectOf, { x: 630, y: 118 }, 8)?.id).toBe("people->api");
    expect(nearestEdge(edges, rectOf, { x: 630, y: 300 }, 8)).toBeNull();
  });

  it("are hit on their way around a box, not where they would be without it", () => {
    const between = element("between", { x: 560, y: 90, width: 200, height: 70 });
    const drawing = editSnapshotOf(snapshotOf([...SHOP, between]));
    const all = new Map(drawing.nodes.map((node) => [node.id, rectOfNode(node)]));
    const [edge] = drawing.edges;
    const { x, y } = (edge?.type === "flow" && edge.data.route?.middle) || { x: 0, y: 0 };

    expect(nearestEdge(drawing.edges, (uid) => all.get(uid), { x, y }, 8)?.id).toBe("people->api");
    expect(nearestEdge(drawing.edges, (uid) => all.get(uid), { x: 660, y: 121 }, 8)).toBeNull();
  });
});
