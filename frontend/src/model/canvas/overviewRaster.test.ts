import { describe, expect, it } from "vitest";
import { isStale, onCanvas, placedNames, rasterAreaOf, type Zone } from "./overviewRaster";

const WINDOW = { width: 1200, height: 800 };
const BOUNDS = { x: 0, y: 0, width: 20_000, height: 10_000 };

describe("the picture of a drawing", () => {
  it("covers the window and some room around it, in whole pixels of the screen", () => {
    const { part, zoom } = rasterAreaOf([-333, -100, 0.3], WINDOW, BOUNDS, 1);

    expect((part.x * zoom - 333) % 1).toBeCloseTo(0);
    expect(part.x).toBeLessThan(333 / 0.3);
    expect(part.x + part.width).toBeGreaterThan((333 + 1200) / 0.3);
  });

  it("does not go beyond the drawing", () => {
    const { part } = rasterAreaOf([100, 100, 0.05], WINDOW, BOUNDS, 1);

    expect(part.width * 0.05).toBeCloseTo(20_000 * 0.05 + 16);
    expect(part.height * 0.05).toBeCloseTo(10_000 * 0.05 + 16);
  });

  it("does while the view moves on it, and not beyond", () => {
    const shot = rasterAreaOf([-2000, -500, 0.3], WINDOW, BOUNDS, 1);
    const stale = (x: number, zoom: number) => isStale(shot, [x, -500, zoom], WINDOW, BOUNDS);

    expect(stale(-2300, 0.3)).toBe(false);
    expect(stale(-2600, 0.3)).toBe(true);
    expect(stale(-2000, 0.31)).toBe(false);
    expect(stale(-2000, 0.2)).toBe(true);
  });

  it("shows all there is when the view leaves the drawing", () => {
    const shot = rasterAreaOf([100, 100, 0.05], WINDOW, BOUNDS, 1);

    expect(isStale(shot, [-900, 600, 0.05], WINDOW, BOUNDS)).toBe(false);
    expect(isStale(shot, [-9000, 600, 0.05], WINDOW, BOUNDS)).toBe(false);
  });
});

describe("names of zones", () => {
  const cut = (name: string, width: number) => {
    const text = name.slice(0, Math.floor(width / 6));
    return { text, width: text.length * 6 };
  };
  const zone = (uid: string, x: number, y: number, width: number, height = 100): Zone => ({
    uid,
    name: uid,
    box: { x, y, width, height },
  });

  it("stand in the corner of their zone, or beside the name that is there", () => {
    const placed = placedNames([zone("cluster", 0, 0, 400), zone("shop", 3, 6, 200)], cut);

    expect(placed.map(({ uid, box }) => [uid, box.x, box.y])).toEqual([
      ["cluster", 0, 0],
      ["shop", 51, 6],
    ]);
  });

  it("are left out where they would say nothing or lie over each other", () => {
    const narrow = zone("narrow", 0, 200, 30);
    const low = zone("low", 0, 300, 200, 10);
    const covered = zone("payments", 0, 4, 60, 18);

    const placed = placedNames([zone("checkout", 0, 0, 400, 20), narrow, low, covered], cut);

    expect(placed.map(({ uid }) => uid)).toEqual(["checkout"]);
  });

  it("are found where they stand on the canvas", () => {
    const [name] = placedNames([zone("shop", 10, 20, 200)], cut);
    const shot = { part: { x: 1000, y: 500, width: 100, height: 100 }, zoom: 0.5 };

    expect(name && onCanvas(name, shot)).toEqual({
      uid: "shop",
      rect: { x: 1020, y: 540, width: 64, height: 32 },
    });
  });
});
