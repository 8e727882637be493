/** Whether a node would be drawn the same: where it is, React Flow sees to. */
import type { NodeProps } from "@xyflow/react";

export function arePropsEqual(before: NodeProps, now: NodeProps): boolean {
  return (
    before.data === now.data &&
    before.selected === now.selected &&
    before.id === now.id &&
    before.width === now.width &&
    before.height === now.height
  );
}
