import { describe, expect, it } from "vitest";
import { EdgePanning } from "./edgePanning";

const ROOM = { left: 200, right: 1000, top: 50, bottom: 700 };
const FRAME_MS = 1000 / 60;

/** Return how far the view has moved along x while the pointer went through these places, one in a frame. */
function pannedBy(xs: readonly number[], frameMs = FRAME_MS): number {
  const panning = new EdgePanning();
  const steps = xs.map((x, frame) => panning.step({ x, y: 400 }, ROOM, frame * frameMs));
  return steps.reduce((sum, step) => sum + (step?.x ?? 0), 0);
}

const resting = (x: number, frames: number): number[] => Array.from({ length: frames }, () => x);

describe("the view at the rim of the canvas", () => {
  it("rests while something is dragged in from the palette, however slowly", () => {
    expect(pannedBy([180, 195, 210, 225, 240, 255])).toBe(0);
    expect(pannedBy([180, ...resting(215, 120)])).toBe(0);
  });

  it("moves along when the pointer comes back to the rim and stays there", () => {
    expect(pannedBy([180, 300, ...resting(215, 10)])).toBe(0);
    expect(pannedBy([180, 300, ...resting(215, 76)])).toBeCloseTo(700, -2);
    expect(pannedBy([300, ...resting(990, 76)])).toBeCloseTo(-700, -2);
  });

  it("moves as fast whatever the frames of the screen last", () => {
    const slow = pannedBy([300, ...resting(215, 21)], 100);
    const fast = pannedBy([300, ...resting(215, 401)], 5);

    expect(slow).toBeCloseTo(fast, -1);
  });

  it("waits anew after the pointer has left the canvas", () => {
    expect(pannedBy([300, ...resting(215, 10), 190, ...resting(215, 10)])).toBe(0);
  });
});
