import type { CanvasNode } from "./canvasNodes";
import { boundsOf } from "./canvasNodes";

export interface InitialViewport {
  x: number;
  y: number;
  zoom: number;
}

/** Tools lie above the drawing and below it. */
export const MARGINS = { side: 16, top: 60, bottom: 72 } as const;

/** Below this zoom the names of workloads are smaller than ten pixels. */
export const LEGIBLE_ZOOM = 0.48;
const CLOSEST = 1.1;
/** How far one can go away from a drawing, and how near. */
export const ZOOMS = { least: 0.02, most: 2.5 } as const;

/**
 * Return the view of a window of this size, in pixels, onto all of the drawing.
 *
 * Also where single names are too small to read: zones keep theirs, counts and colors show where the threats are, and one
 * zooms to a part that one has seen. A part at readable size, chosen by threats or connections, was rejected: of a large
 * model it shows a few percent, mostly the inside of one zone, and nothing says where that lies.
 */
export function initialViewport(
  nodes: readonly CanvasNode[],
  window: { width: number; height: number },
): InitialViewport {
  const whole = boundsOf(nodes);
  const width = Math.max(1, window.width - 2 * MARGINS.side);
  const height = Math.max(1, window.height - MARGINS.top - MARGINS.bottom);
  const fitting = Math.min(width / whole.width, height / whole.height, CLOSEST);
  const zoom = Math.max(fitting, ZOOMS.least);
  return {
    zoom,
    x: MARGINS.side + width / 2 - (whole.x + whole.width / 2) * zoom,
    y: MARGINS.top + height / 2 - (whole.y + whole.height / 2) * zoom,
  };
}
