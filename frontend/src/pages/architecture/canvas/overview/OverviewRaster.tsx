/** The drawing seen from afar, as one picture. */
import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import classes from "@/entities/drawing/overview/overview.module.css";
import { useOverviewRaster } from "@/entities/drawing/overview/useOverviewRaster";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";

interface FarPictureProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
}

/** Two thousand nodes and their lines would take the browser a second to mount and as long to move. */
export const OverviewRaster = memo(function FarPicture({ nodes, edges }: FarPictureProps) {
  const canvas = useOverviewRaster(nodes, edges, "ground");
  return (
    <ViewportPortal>
      <canvas
        ref={canvas}
        className={classes.picture}
        role="img"
        aria-label={`Drawing of ${nodes.length} elements from afar; the outline names them`}
      />
    </ViewportPortal>
  );
});
