/** A data flow: its line with its direction, the colour of its worst threat and a chip with protocol and port. */
import { memo } from "react";
import { FlowCommentMark } from "../../comments/FlowCommentMark";
import type { FlowData } from "../../model/canvas";
import { DIM } from "../../model/emphasis";
import { isLong, type Rect, sameRect } from "../../model/geometry";
import { lineBetween } from "../../model/routes";
import classes from "./edge.module.css";
import { FlowChip } from "./FlowChip";

interface FlowLineProps {
  id: string;
  from: Rect;
  to: Rect;
  data: FlowData;
  selected: boolean;
  dim: boolean;
}

export const FlowLine = memo(function FlowLine(props: FlowLineProps) {
  const { id, from, to, data: flow, selected, dim } = props;
  const { path, middle } = lineBetween(from, to, flow);
  const tone = selected ? "accent" : (flow.worst ?? "none");
  return (
    <g
      className={dim ? `${classes.flow} ${DIM}` : classes.flow}
      data-flow={id}
      data-tone={tone}
      data-inferred={flow.origin === "inferred" || undefined}
      data-long={isLong(from, to) || undefined}
      data-rejected={flow.rejected || undefined}
      data-merged={flow.merged.length > 0 || undefined}
      data-selected={selected || undefined}
    >
      <path className={classes.line} d={path} markerEnd={`url(#bh-arrow-${tone})`} />
      <FlowChip flow={flow} x={middle.x} y={middle.y} full={selected} />
      <FlowCommentMark uid={id} x={middle.x} y={middle.y} />
    </g>
  );
}, isSame);

function isSame(before: FlowLineProps, now: FlowLineProps): boolean {
  return (
    before.data === now.data &&
    before.selected === now.selected &&
    before.dim === now.dim &&
    sameRect(before.from, now.from) &&
    sameRect(before.to, now.to)
  );
}
