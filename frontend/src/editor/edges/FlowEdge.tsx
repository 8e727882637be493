/** A data flow: a curve with its direction, the colour of its worst threat and a chip with protocol and port. */
import { type EdgeProps, useInternalNode } from "@xyflow/react";
import { memo } from "react";
import type { FlowData } from "../../model/canvas";
import { flowCurve } from "../../model/geometry";
import classes from "./edge.module.css";
import { FlowChip } from "./FlowChip";
import { rectOf } from "./rect";

export const FlowEdge = memo(function FlowEdge({ id, source, target, data, selected }: EdgeProps) {
  const from = rectOf(useInternalNode(source));
  const to = rectOf(useInternalNode(target));
  if (!from || !to) return null;
  const flow = data as FlowData;
  const { path, middle } = flowCurve(from, to, flow.shift);
  const tone = selected ? "accent" : (flow.worst ?? "none");
  return (
    <g
      className={classes.flow}
      data-tone={tone}
      data-inferred={flow.origin === "inferred" || undefined}
      data-rejected={flow.rejected || undefined}
      data-selected={selected || undefined}
    >
      <path className={classes.hit} d={path} />
      <path id={id} className={classes.line} d={path} markerEnd={`url(#bh-arrow-${tone})`} />
      <FlowChip flow={flow} x={middle.x} y={middle.y} full={selected === true} />
      <title>{`${flow.name || "Data flow"} ${flow.label}`.trim()}</title>
    </g>
  );
});
