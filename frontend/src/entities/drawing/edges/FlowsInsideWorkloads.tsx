/** What lines show inside open workloads, which are drawn over them: the way to a container there, with its arrowhead. */
import type { ReactNode } from "react";
import { HEADER_HEIGHT } from "@/edgeRouting/zoneHeaders";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { CARD_Z, WORKLOAD_Z } from "@/model/canvas/canvasNodes";
import { ledIntoWorkloads } from "@/model/canvas/linesInsideWorkloads";
import classes from "./edge.module.css";

/** Above the workload, wherever it is carried, and below what lies in it. */
const ABOVE = (CARD_Z - WORKLOAD_Z) / 2;

interface InsideWorkloadsProps<Line> {
  nodes: readonly CanvasNode[];
  lines: readonly Line[];
  children: (line: Line) => ReactNode;
}

export function FlowsInsideWorkloads<Line extends { source: string; target: string }>({
  nodes,
  lines,
  children,
}: InsideWorkloadsProps<Line>) {
  return ledIntoWorkloads(nodes, lines).map(({ workload, lines: inside }) => {
    // The name in the header stays above lines.
    const { x, y } = { x: workload.position.x, y: workload.position.y + HEADER_HEIGHT };
    const { width, zIndex } = workload;
    const height = workload.height - HEADER_HEIGHT;
    return (
      <svg
        key={workload.id}
        className={classes.inside}
        style={{ left: x, top: y, width, height, zIndex: zIndex + ABOVE }}
        viewBox={`${x} ${y} ${width} ${height}`}
        aria-hidden="true"
      >
        {inside.map(children)}
      </svg>
    );
  });
}
