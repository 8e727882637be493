/** A relation that is no data flow (mounts, runs as, uses image): a thin dotted line with its name. */
import type { RelationData } from "../../model/canvas";
import { sentenceCase } from "../../model/categories";
import { flowCurve, isLong, type Rect } from "../../model/geometry";
import classes from "./edge.module.css";

interface RelationLineProps {
  id: string;
  from: Rect;
  to: Rect;
  data: RelationData;
  selected: boolean;
}

export function RelationLine({ id, from, to, data, selected }: RelationLineProps) {
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
