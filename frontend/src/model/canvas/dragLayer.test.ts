import { describe, expect, it } from "vitest";
import type { CanvasEdge } from "./canvasEdges";
import type { CanvasNode } from "./canvasNodes";
import { DRAG_LAYER_ABOVE, dragLayerOf, withoutDragLayer } from "./dragLayer";

const node = (id: string) => ({ id }) as CanvasNode;
const edge = (source: string, target: string) =>
  ({ id: source + target, source, target }) as CanvasEdge;

const shop = Array.from({ length: 50 }, (_, index) => `shop/${index}`);
const nodes = [...shop, "people"].map(node);
const edges = [edge("shop/0", "shop/1"), edge("people", "shop/0"), edge("people", "people")];

describe("lifting what is dragged", () => {
  it("takes the lines within along, and knows those that lead out", () => {
    const found = dragLayerOf(nodes, edges, new Set(shop));

    expect(found?.nodes).toHaveLength(50);
    expect(found?.edges.map(({ id }) => id)).toEqual(["shop/0shop/1"]);
    expect(found?.tied.map(({ id }) => id)).toEqual(["peopleshop/0"]);
  });

  it("hides what its picture stands for, and nothing else", () => {
    const found = dragLayerOf(nodes, edges, new Set(shop));
    const left = found && withoutDragLayer(nodes, edges, found);
    const shown = left?.nodes.filter(({ className }) => className !== DRAG_LAYER_ABOVE);

    expect(shown?.map(({ id }) => id)).toEqual(["people"]);
    expect(left?.edges.map(({ id }) => id)).toEqual(["peoplepeople"]);
  });

  it("is not worth it for a few", () => {
    expect(dragLayerOf(nodes, edges, new Set(["shop/0", "shop/1"]))).toBeNull();
  });
});
