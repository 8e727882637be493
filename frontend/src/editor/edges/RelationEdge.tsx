/** A relation that is no data flow (mounts, runs as, uses image): a thin dotted line with its name. */
import { type EdgeProps, useInternalNode } from "@xyflow/react";
import { memo } from "react";
import type { RelationData } from "../../model/canvas";
import { sentenceCase } from "../../model/categories";
import { flowCurve } from "../../model/geometry";
import classes from "./edge.module.css";
import { rectOf } from "./rect";

export const RelationEdge = memo(function RelationEdge({ source, target, data }: EdgeProps) {
  const from = rectOf(useInternalNode(source));
  const to = rectOf(useInternalNode(target));
  if (!from || !to) return null;
  const { path, middle } = flowCurve(from, to, 0);
  return (
    <g className={classes.relation}>
      <path className={classes.line} d={path} />
      <text className={classes.relationName} x={middle.x} y={middle.y - 4} textAnchor="middle">
        {sentenceCase((data as RelationData).relation)}
      </text>
    </g>
  );
});
