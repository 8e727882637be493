import { describe, expect, it } from "vitest";
import { type Box, compacted } from "./compaction";

const box = (
  id: string,
  [x, y, width, height]: [number, number, number, number],
  inside: Box[] = [],
  hidden = false,
): Box => ({ id, rect: { x, y, width, height }, hidden, inside });

const hiddenBox = (id: string, rect: [number, number, number, number]): Box =>
  box(id, rect, [], true);

describe("a drawing with hidden boxes", () => {
  it("stays as it is when nothing is hidden", () => {
    const drawing = [
      box("shop", [0, 0, 500, 300], [box("api", [20, 40, 200, 100])]),
      box("web", [600, 0, 100, 50]),
    ];

    expect(Object.fromEntries(compacted(drawing))).toEqual({
      shop: { x: 0, y: 0, width: 500, height: 300 },
      api: { x: 20, y: 40, width: 200, height: 100 },
      web: { x: 600, y: 0, width: 100, height: 50 },
    });
  });

  it("shrinks a frame by what is hidden at its right, and moves what lies beside it", () => {
    const places = compacted([
      box(
        "shop",
        [0, 0, 520, 200],
        [box("api", [20, 40, 200, 100]), hiddenBox("secret", [300, 40, 200, 100])],
      ),
      box("beside", [600, 50, 100, 50], [box("inner", [610, 60, 20, 20])]),
      box("below", [600, 400, 100, 50]),
    ]);

    expect(places.get("shop")).toMatchObject({ width: 240, height: 200 });
    expect(places.get("beside")).toMatchObject({ x: 320, y: 50 });
    expect(places.get("inner")).toMatchObject({ x: 330, y: 60 });
    expect(places.get("below")).toMatchObject({ x: 600, y: 400 });
    expect(places.has("secret")).toBe(false);
  });

  it("lets a box go only as far as every box before it allows", () => {
    const places = compacted([
      hiddenBox("secret", [0, 0, 100, 50]),
      box("api", [0, 60, 100, 50]),
      box("web", [150, 0, 100, 110]),
    ]);

    expect(places.get("web")).toMatchObject({ x: 150 });
    expect(places.get("api")).toMatchObject({ x: 0, y: 0 });
  });

  it("moves every row up by all that is freed above it", () => {
    const frame = (id: string, y: number): Box =>
      box(
        id,
        [0, y, 240, 200],
        [
          box(`${id}/api`, [20, y + 40, 200, 60]),
          hiddenBox(`${id}/secret`, [20, y + 110, 200, 70]),
        ],
      );

    const places = compacted([frame("a", 0), frame("b", 220), frame("c", 440)]);

    expect(places.get("b")).toMatchObject({ y: 140, height: 120 });
    expect(places.get("c")).toMatchObject({ y: 280, height: 120 });
  });

  it("closes a row of hidden boxes right across a frame, and moves all below it alike", () => {
    const places = compacted([
      box(
        "shop",
        [0, 0, 640, 420],
        [
          box("api", [20, 40, 200, 100]),
          hiddenBox("service", [20, 156, 200, 40]),
          hiddenBox("account", [20, 204, 200, 40]),
          box("pay", [20, 260, 200, 100]),
          box("far", [420, 300, 200, 100]),
        ],
      ),
    ]);

    expect(places.get("pay")).toMatchObject({ x: 20, y: 156 });
    expect(places.get("far")).toMatchObject({ y: 196 });
    expect(places.get("shop")).toMatchObject({ height: 316 });
  });

  it("leaves a hidden box its room where another box lies beside it", () => {
    const places = compacted([
      box("api", [0, 0, 100, 50]),
      hiddenBox("secret", [0, 100, 100, 50]),
      box("pay", [0, 200, 100, 50]),
      box("web", [300, 90, 100, 70]),
    ]);

    expect(places.get("pay")).toMatchObject({ y: 200 });
  });

  it("keeps a frame with its name when everything inside is hidden", () => {
    const places = compacted([
      box("vault", [0, 0, 400, 400], [hiddenBox("secret", [20, 40, 100, 50])]),
    ]);

    expect(places.get("vault")).toEqual({ x: 0, y: 0, width: 200, height: 64 });
  });

  it("keeps no wide empty strip when it is to be compact", () => {
    const drawing = [
      box("a", [0, 0, 100, 50]),
      box("b", [200, 900, 100, 50]),
      box("far", [2000, 900, 100, 50]),
    ];

    expect(Object.fromEntries(compacted(drawing, true))).toEqual({
      a: { x: 0, y: 0, width: 100, height: 50 },
      b: { x: 148, y: 98, width: 100, height: 50 },
      far: { x: 296, y: 98, width: 100, height: 50 },
    });
  });
});
