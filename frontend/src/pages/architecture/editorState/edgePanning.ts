/** Moves the view along while something is dragged to the rim of the canvas. */
import type { Point } from "@/geometry/geometry";

/** Width of the rim, in screen pixels. */
const RIM = 36;
/** Who passes the rim on the way elsewhere does not stay for so long. */
const DELAY_MS = 250;
const PIXELS_PER_S = 700;

type Room = Pick<DOMRect, "left" | "right" | "top" | "bottom">;

/**
 * Follows one drag. A drag that begins beside the canvas, as from the palette, or at its rim has to come further in
 * first: whoever drops something near the rim does not want to go on.
 */
export class EdgePanning {
  #wasInside = false;
  #since: number | null = null;
  #before = 0;

  /** The pointer rests at the rim: ask again in the next frame. */
  get waits(): boolean {
    return this.#since !== null;
  }

  /** Return how far the view moves with the pointer here at this time, in milliseconds; null when it rests. */
  step(at: Point, room: Room, now: number): Point | null {
    const way = wayAt(at, room);
    if (way && way.x === 0 && way.y === 0) this.#wasInside = true;
    if (!way || !this.#wasInside || (way.x === 0 && way.y === 0)) {
      this.#since = null;
      return null;
    }
    const before = this.#since === null ? now : this.#before;
    this.#since ??= now;
    this.#before = now;
    const from = Math.max(before, this.#since + DELAY_MS);
    const by = (PIXELS_PER_S * Math.max(0, now - from)) / 1000;
    return by === 0 ? null : { x: way.x * by, y: way.y * by };
  }
}

/** Return which way the view moves with the pointer here: 0 on an axis along which it is not at the rim; null beside the canvas. */
function wayAt({ x, y }: Point, { left, right, top, bottom }: Room): Point | null {
  if (x < left || x > right || y < top || y > bottom) return null;
  return {
    x: Number(x < left + RIM) - Number(x > right - RIM),
    y: Number(y < top + RIM) - Number(y > bottom - RIM),
  };
}
