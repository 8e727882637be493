import { describe, expect, it } from "vitest";
import { boardOf } from "./drawing.fixture";
import type { Rect } from "./geometry";
import { nearestLine } from "./lines";

const { edges, nodes } = boardOf();
const places = new Map<string, Rect>(
  nodes.map(({ id, position, width, height }) => [id, { ...position, width, height }]),
);
const rectOf = (uid: string) => places.get(uid);

describe("lines", () => {
  it("are hit near their curve, and nowhere else", () => {
    // From people at (1000, 112) to api at (260, 130).
    expect(nearestLine(edges, rectOf, { x: 630, y: 121 }, 8)?.id).toBe("people->api");
    expect(nearestLine(edges, rectOf, { x: 630, y: 300 }, 8)).toBeNull();
  });
});
