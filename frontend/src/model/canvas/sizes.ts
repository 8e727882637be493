/** How large a new element is drawn, and how frames keep room for what they hold. The same figures as the server's layout. */
import { around, type Rect, type Size } from "@/geometry/geometry";
import { isFrame } from "@/model/graph/kinds";

/** Room between neighbours. */
export const GAP = 16;
/** Inside a frame, around what it holds. */
export const PADDING = 20;
/** Room for the name of what holds others. */
export const HEADER = 36;

const LEAF: Size = { width: 200, height: 64 };
const CHIP: Size = { width: 184, height: 40 };
const CONTAINER: Size = { width: 196, height: 60 };
const FRAME: Size = { width: 320, height: 200 };

const COMPACT = new Set([
  "image",
  "registry",
  "secret",
  "config",
  "service-account",
  "role",
  "volume",
  "service",
  "ingress",
]);

/** Return the size of a new element that holds nothing yet. */
export function newSize(kind: string): Size {
  if (isFrame(kind, 0)) return FRAME;
  if (COMPACT.has(kind)) return CHIP;
  return kind.endsWith("container") ? CONTAINER : LEAF;
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
