/** What lies under a point of the picture that is shown from afar. */

import { holds, type Point } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { isZone } from "@/model/canvas/canvasNodes";
import { nodeAt } from "@/model/canvas/nodeHitTest";
import type { EditorState } from "../../editorState/editorState";

type Pictured = Pick<EditorState, "parts" | "canvas">;

/** Return the zone whose name stands there, or what lies above zones; null when nodes are mounted. */
export function isInOverview({ parts, canvas }: Pictured, point: Point): string | null {
  if (!parts.afar.get()) return null;
  const named = parts.pictured.names.find(({ rect }) => holds(rect, point));
  if (named) return named.uid;
  const isPainted = ({ data }: CanvasNode): boolean => {
    const holder = parts.drawn.get(data.parent ?? "");
    return !holder || isZone(holder);
  };
  const node = nodeAt(parts.pictured.whole ? canvas.nodes.filter(isPainted) : canvas.nodes, point);
  return node && !isZone(node) ? node.id : null;
}

/** Return the zone around the point; where zones are mounted, they are clicked themselves. */
export function zoneAt({ parts, canvas }: Pictured, point: Point): string | null {
  return parts.afar.get() ? (nodeAt(canvas.nodes, point)?.id ?? null) : null;
}
