/** What stands on a flow, above all lines: the chip with protocol and port, and the number of open threads. */
import { memo } from "react";
import { lineBetween } from "@/edgeRouting/edgeRouting";
import { FlowCommentMark } from "@/entities/comments/FlowCommentMark";
import classes from "@/entities/drawing/edges/edge.module.css";
import { FlowChip } from "@/entities/drawing/edges/FlowChip";
import { labelOf } from "@/model/canvas/canvasEdges";
import { DIM } from "@/model/canvas/highlight";
import { type FlowEdgeProps, isSame, toneOf } from "./FlowEdge";

export const FlowLabel = memo(function FlowLabel(props: FlowEdgeProps) {
  const { id, from, to, data: flow, selected, dim, hovered = false } = props;
  const { middle, label } = lineBetween(from, to, flow);
  const words = selected || hovered ? flow.label : labelOf(flow, label);
  return (
    <g
      className={dim ? `${classes.flow} ${DIM}` : classes.flow}
      data-tone={toneOf(props)}
      data-selected={selected || undefined}
      data-hovered={hovered || undefined}
    >
      {words !== null && <FlowChip flow={flow} label={words} x={middle.x} y={middle.y} />}
      <FlowCommentMark uid={id} x={middle.x} y={middle.y} />
    </g>
  );
}, isSame);
