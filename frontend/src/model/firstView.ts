/** Where the canvas opens: on everything when its names can be read then, else on what is threatened most. */
import { boundsOf, type CanvasNode, rectOfNode } from "./canvas";
import { severityRank, totalCount } from "./severity";

export interface FirstView {
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

/** Return the view of a window of this size, in pixels, onto the drawing. */
export function firstView(
  nodes: readonly CanvasNode[],
  window: { width: number; height: number },
): FirstView {
  const whole = boundsOf(nodes);
  const width = Math.max(1, window.width - 2 * MARGINS.side);
  const height = Math.max(1, window.height - MARGINS.top - MARGINS.bottom);
  const fitting = Math.min(width / whole.width, height / whole.height, CLOSEST);
  const zoom = Math.max(fitting, LEGIBLE_ZOOM);
  const worst = zoom > fitting ? worstOf(nodes) : undefined;
  const target = worst ? rectOfNode(worst) : whole;
  return {
    zoom,
    x: offset(zoom, [whole.x, whole.width], [target.x, target.width], [MARGINS.side, width]),
    y: offset(zoom, [whole.y, whole.height], [target.y, target.height], [MARGINS.top, height]),
  };
}

type Span = readonly [start: number, length: number];

/** Centre the target, without going beyond the ends of a drawing that is larger than the room. */
function offset(zoom: number, whole: Span, target: Span, room: Span): number {
  const larger = whole[1] * zoom > room[1];
  const [start, length] = larger ? target : whole;
  const centred = room[0] + room[1] / 2 - (start + length / 2) * zoom;
  if (!larger) return centred;
  const atStart = room[0] - whole[0] * zoom;
  const atEnd = room[0] + room[1] - (whole[0] + whole[1]) * zoom;
  return Math.min(atStart, Math.max(atEnd, centred));
}

function worstOf(nodes: readonly CanvasNode[]): CanvasNode | undefined {
  const rank = ({ data }: CanvasNode): number => severityRank(data.worst);
  return nodes
    .filter((node) => node.type === "card" || node.data.kind === "workload")
    .toSorted(
      (a, b) => rank(a) - rank(b) || totalCount(b.data.counts) - totalCount(a.data.counts),
    )[0];
}
