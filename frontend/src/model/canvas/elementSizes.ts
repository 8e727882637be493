/** How large a new element is drawn, and how frames keep room for what they hold. The same figures as the server's layout. */
import { around, type Rect, type Size } from "@/geometry/geometry";
import { drawingOf, type KindDrawing } from "@/model/graph/elementKinds";

/** Room between neighbors. */
export const GAP = 16;
/** Inside a frame, around what it holds. */
export const PADDING = 20;
/** Room for the name of what holds others. */
export const HEADER = 36;

const SIZES: Readonly<Record<KindDrawing["shape"], Size>> = {
  card: { width: 200, height: 64 },
  compact: { width: 184, height: 40 },
  container: { width: 196, height: 60 },
  frame: { width: 320, height: 200 },
};

/** Return the size of a new element that holds nothing yet. */
export function newSize(kind: string): Size {
  return SIZES[drawingOf(kind)?.shape ?? "card"];
}

/** Return the least rectangle a frame must cover to show what it holds; null when it holds nothing. */
export function contentRoom(inside: readonly Rect[]): Rect | null {
  if (inside.length === 0) return null;
  const content = around(inside);
  return {
    x: content.x - PADDING,
    y: content.y - HEADER,
    width: content.width + 2 * PADDING,
    height: content.height + HEADER + PADDING,
  };
}
