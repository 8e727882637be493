/** Drawing a flow or relation from one element to another. */

import type { Point } from "@/geometry/geometry";
import type { Board } from "@/model/canvas/board";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { connectionProblem } from "@/model/canvas/connecting";
import type { Connecting } from "@/model/canvas/gesture";
import { endAt } from "@/model/canvas/nodeHitTest";

export function connectTo(
  board: Board,
  nodes: readonly CanvasNode[],
  from: string,
  point: Point,
): Connecting {
  const end = endAt(board, nodes, from, point);
  const target = end && {
    uid: end.id,
    problem: connectionProblem(board, from, end.id),
  };
  return { type: "connect", from, to: point, target };
}
