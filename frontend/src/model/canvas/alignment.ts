/** Aligning and distributing rectangles: how far each of them has to move. */
import { around, type Rect } from "@/geometry/geometry";

export type Edge = "left" | "center" | "right" | "top" | "middle" | "bottom";
export type Axis = "x" | "y";

/** A rectangle with a name. */
export interface Placed {
  uid: string;
  rect: Rect;
}

export interface Move {
  uid: string;
  dx: number;
  dy: number;
}

/** Return the moves that bring all of them to one line of the rectangle around them; those that stay move by 0. */
export function aligned(placed: readonly Placed[], edge: Edge): Move[] {
  const whole = around(placed.map(({ rect }) => rect));
  return rounded(
    placed.map(({ uid, rect }) => {
      const free = { x: whole.width - rect.width, y: whole.height - rect.height };
      const share = SHARES[edge];
      return edge === "left" || edge === "center" || edge === "right"
        ? { uid, dx: whole.x + free.x * share - rect.x, dy: 0 }
        : { uid, dx: 0, dy: whole.y + free.y * share - rect.y };
    }),
  );
}

const SHARES: Record<Edge, number> = {
  left: 0,
  center: 0.5,
  right: 1,
  top: 0,
  middle: 0.5,
  bottom: 1,
};

/** Return the moves that leave equal gaps between them; the outermost move by 0. */
export function distributed(placed: readonly Placed[], axis: Axis): Move[] {
  const length = axis === "x" ? "width" : "height";
  const inOrder = placed.toSorted((a, b) => a.rect[axis] - b.rect[axis]);
  const whole = around(placed.map(({ rect }) => rect));
  const filled = inOrder.reduce((sum, { rect }) => sum + rect[length], 0);
  const gap = (whole[length] - filled) / Math.max(1, inOrder.length - 1);
  let at = whole[axis];
  return rounded(
    inOrder.map(({ uid, rect }) => {
      const by = at - rect[axis];
      at += rect[length] + gap;
      return axis === "x" ? { uid, dx: by, dy: 0 } : { uid, dx: 0, dy: by };
    }),
  );
}

function rounded(moves: readonly Move[]): Move[] {
  return moves.map(({ uid, dx, dy }) => ({ uid, dx: Math.round(dx), dy: Math.round(dy) }));
}
