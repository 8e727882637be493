/** A relation that is no data flow (mounts, runs as, uses image): a thin dotted line with its name. */

import classes from "@/entities/drawing/edges/edge.module.css";
import { flowCurve, isLong, type Rect } from "@/geometry/geometry";
import type { RelationData } from "@/model/canvas/canvasEdges";
import { sentenceCase } from "@/model/labels/categories";

interface RelationEdgeProps {
  id: string;
  from: Rect;
  to: Rect;
  data: RelationData;
  selected: boolean;
}

export function RelationEdge({ id, from, to, data, selected }: RelationEdgeProps) {
  const { path, middle } = flowCurve(from, to, 0);
  return (
    <g
      className={classes.relation}
      data-relation={id}
      data-selected={selected || undefined}
      data-long={isLong(from, to) || undefined}
    >
      <path className={classes.line} d={path} />
      <text className={classes.relationName} x={middle.x} y={middle.y - 4} textAnchor="middle">
        {sentenceCase(data.relation)}
      </text>
    </g>
  );
}
