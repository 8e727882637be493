/** Drawing a flow or relation from one element to another. */

import type { Point } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import type { Connecting } from "@/model/canvas/gesture";
import { endAt } from "@/model/canvas/nodeHitTest";
import { connectionProblem } from "@/model/canvas/possibleConnections";

export function connectTo(
  editSnapshot: EditSnapshot,
  nodes: readonly CanvasNode[],
  from: string,
  point: Point,
): Connecting {
  const end = endAt(editSnapshot, nodes, from, point);
  const target = end && {
    uid: end.id,
    problem: connectionProblem(editSnapshot, from, end.id),
  };
  return { type: "connect", from, to: point, target };
}
