/** Both states seen from afar: one picture, and over it in their colors what differs. */
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import edge from "@/entities/drawing/edges/edge.module.css";
import far from "@/entities/drawing/overview/overview.module.css";
import { useOverviewRaster } from "@/entities/drawing/overview/useOverviewRaster";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { type MarkedFlow, overviewMarks, overviewScene } from "@/model/canvas/diffCanvas";
import classes from "./drawing.module.css";

interface DiffPictureProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
  flows: readonly MarkedFlow[];
}

/** Two thousand nodes would take the browser seconds to mount, and nobody could read the signs at their corners. */
export const DiffPicture = memo(function DiffPicture({ nodes, edges, flows }: DiffPictureProps) {
  const scene = useMemo(() => overviewScene(nodes, edges, flows), [nodes, edges, flows]);
  const marks = useMemo(() => overviewMarks(nodes, flows), [nodes, flows]);
  const canvas = useOverviewRaster(scene.nodes, scene.edges, "ground");
  return (
    <ViewportPortal>
      <canvas
        ref={canvas}
        className={far.picture}
        role="img"
        aria-label={`Both states from afar, ${nodes.length} elements; the list names what differs`}
      />
      <svg className={edge.lines} aria-hidden="true">
        {marks.map(({ mark, zones, boxes, lines }) => (
          <g key={mark} className={classes.farMark} data-mark={mark}>
            <path d={zones} />
            <path d={lines} />
            <path d={boxes} className={classes.farBoxes} />
          </g>
        ))}
      </svg>
    </ViewportPortal>
  );
});
