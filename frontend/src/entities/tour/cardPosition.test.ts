import { describe, expect, it } from "vitest";
import { cardPosition } from "./cardPosition";

const card = { width: 300, height: 150 };
const room = { width: 1000, height: 700 };

describe("the card of a step", () => {
  it("lies right of its target, else left, below or above", () => {
    const middle = { left: 400, top: 300, width: 100, height: 100 };
    expect(cardPosition(middle, card, room)).toEqual({ left: 514, top: 275 });
    expect(cardPosition({ ...middle, left: 850 }, card, room).left).toBe(536);
    const wide = { left: 20, top: 10, width: 960, height: 60 };
    expect(cardPosition(wide, card, room)).toEqual({ left: 350, top: 84 });
    expect(cardPosition({ ...wide, top: 600 }, card, room)).toEqual({ left: 350, top: 436 });
  });

  it("never leaves the window, however large the target or small the window", () => {
    const places = [
      cardPosition({ left: 0, top: 0, width: 1000, height: 700 }, card, room),
      cardPosition({ left: -50, top: 690, width: 10, height: 40 }, card, room),
      cardPosition({ left: 0, top: 0, width: 320, height: 500 }, card, { width: 320, height: 500 }),
    ];
    for (const place of places) {
      expect(place.left).toBeGreaterThanOrEqual(12);
      expect(place.top).toBeGreaterThanOrEqual(12);
      expect(place.top + card.height).toBeLessThanOrEqual(room.height);
    }
  });
});
