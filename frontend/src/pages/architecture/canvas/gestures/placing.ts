/** Dragging a new element from the palette onto the canvas. */

import type { Point } from "@/geometry/geometry";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { holdingProblem, mayHold } from "@/model/canvas/containmentRules";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import { newSize } from "@/model/canvas/elementSizes";
import type { Grip, Placing, Target } from "@/model/canvas/gesture";
import { nodeAt } from "@/model/canvas/nodeHitTest";
import { snapped } from "@/model/canvas/snapping";
import { neighbors } from "./moving";

export function placeAt(
  editSnapshot: EditSnapshot,
  nodes: readonly CanvasNode[],
  { kind, name }: Pick<Placing, "kind" | "name">,
  point: Point,
  grip: Grip,
): Placing {
  const { width, height } = newSize(kind);
  const target = targetAt(editSnapshot, nodes, kind, point);
  const wanted = { x: point.x - width / 2, y: point.y - height / 2, width, height };
  const snap = grip.free
    ? { dx: 0, dy: 0, guides: [] }
    : snapped(wanted, neighbors(editSnapshot, target.uid, NOTHING), grip.reach);
  const rect = { ...wanted, x: wanted.x + snap.dx, y: wanted.y + snap.dy };
  return { type: "place", kind, name, rect, guides: snap.guides, target };
}

const NOTHING: ReadonlySet<string> = new Set();

function targetAt(
  { kinds }: EditSnapshot,
  nodes: readonly CanvasNode[],
  kind: string,
  point: Point,
): Target {
  const takers = nodes.filter(
    (node) => node.type === "frame" || mayHold(kinds, node.data.kind, kind),
  );
  const over = nodeAt(takers, point);
  if (!over) return { uid: null, problem: null };
  const held = mayHold(kinds, over.data.kind, kind);
  return { uid: over.id, problem: held ? null : holdingProblem(kinds, over.data.kind, kind) };
}
