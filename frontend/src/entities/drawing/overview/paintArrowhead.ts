/** Paints the arrowheads of flows, above the boxes that cover the ends of lines. */

import type { Rect } from "@/geometry/geometry";
import { headOf } from "@/model/canvas/arrowheads";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import { flowPoints } from "@/model/canvas/edgeHitTest";
import type { RasterCanvas } from "./rasterCanvas";

/** In pixels of the screen. */
const HEAD = { length: 6, width: 5 };

type Flow = Extract<CanvasEdge, { type: "flow" }>;

/** Paint the head in the color that is set; `cover` is the workload under which the line ends. */
export function paintArrowhead(
  sheet: RasterCanvas,
  [from, to]: [Rect, Rect],
  { data }: Flow,
  cover: Rect | null,
): void {
  const { context, shot, ratio } = sheet;
  const head = headOf(flowPoints(from, to, data), cover);
  if (!head) return;
  const [length, half] = [HEAD.length * ratio, (HEAD.width * ratio) / 2];
  const scale = shot.zoom * ratio;
  const { x, y } = head.along;
  const tip = { x: (head.tip.x - shot.part.x) * scale, y: (head.tip.y - shot.part.y) * scale };
  context.beginPath();
  context.moveTo(tip.x, tip.y);
  context.lineTo(tip.x - x * length - y * half, tip.y - y * length + x * half);
  context.lineTo(tip.x - x * length + y * half, tip.y - y * length - x * half);
  context.fill();
}
