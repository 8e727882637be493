/** Drawing a flow from one element to another. */
import type { Board } from "../../model/board";
import type { CanvasNode } from "../../model/canvas";
import type { Point } from "../../model/geometry";
import { flowProblem } from "../../model/nesting";
import type { Connecting } from "./gesture";
import { endAt } from "./hit";

export function connectTo(
  board: Board,
  nodes: readonly CanvasNode[],
  from: string,
  point: Point,
): Connecting {
  const end = endAt(board, nodes, point);
  const { byUid } = board.tree;
  const target = end && {
    uid: end.id,
    problem: flowProblem(board.kinds, byUid.get(from), byUid.get(end.id)),
  };
  return { type: "connect", from, to: point, target };
}
