/** Drawing a flow or relation from one element to another. */
import type { Board } from "../../model/board";
import type { CanvasNode } from "../../model/canvas";
import { connectionProblem } from "../../model/connecting";
import type { Point } from "../../model/geometry";
import type { Connecting } from "./gesture";
import { endAt } from "./hit";

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
