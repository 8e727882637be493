/** The line of a data flow: its direction, and the color of its worst threat. */
import { memo } from "react";
import { lineBetween } from "@/edgeRouting/edgeRouting";
import classes from "@/entities/drawing/edges/edge.module.css";
import { isLong, type Rect, sameRect } from "@/geometry/geometry";
import type { FlowData } from "@/model/canvas/canvasEdges";
import { DIM } from "@/model/canvas/highlight";

export interface FlowEdgeProps {
  id: string;
  from: Rect;
  to: Rect;
  data: FlowData;
  selected: boolean;
  dim: boolean;
  /** It is under the pointer. */
  hovered?: boolean;
  /** It is drawn a second time, above what covers it. */
  again?: boolean;
}

export const FlowEdge = memo(function FlowEdge(props: FlowEdgeProps) {
  const { id, from, to, data: flow, selected, dim, hovered = false, again = hovered } = props;
  const { path } = lineBetween(from, to, flow);
  const tone = toneOf(props);
  return (
    <g
      className={dim ? `${classes.flow} ${DIM}` : classes.flow}
      data-flow={again ? undefined : id}
      data-tone={tone}
      data-inferred={flow.origin === "inferred" || undefined}
      data-long={isLong(from, to) || undefined}
      data-rejected={flow.rejected || undefined}
      data-merged={flow.merged.length > 0 || undefined}
      data-selected={selected || undefined}
      data-hovered={hovered || undefined}
    >
      <path className={classes.line} d={path} markerEnd={`url(#bh-arrow-${tone})`} />
    </g>
  );
}, isSame);

export function toneOf({ data, selected }: FlowEdgeProps): string {
  return selected ? "accent" : (data.worst ?? "none");
}

export function isSame(before: FlowEdgeProps, now: FlowEdgeProps): boolean {
  return (
    before.data === now.data &&
    before.selected === now.selected &&
    before.dim === now.dim &&
    sameRect(before.from, now.from) &&
    sameRect(before.to, now.to)
  );
}
