/** The rectangle of a node as React Flow holds it. */
import type { InternalNode } from "@xyflow/react";
import type { Rect } from "@/geometry/geometry";

export function rectOf(node: InternalNode | undefined): Rect | null {
  if (!node) return null;
  const { x, y } = node.internals.positionAbsolute;
  const { width = 0, height = 0 } = node.measured;
  return { x, y, width, height };
}
