/** What is dragged when it is much: its picture, and the lines that tie it to the rest. */
import { useStoreApi, ViewportPortal } from "@xyflow/react";
import classes from "@/entities/drawing/overview/overview.module.css";
import { useOverviewRaster } from "@/entities/drawing/overview/useOverviewRaster";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { Edges } from "./edges/Edges";
import type { RenderedGraph } from "./useRenderedGraph";

interface LiftedPictureProps {
  lifted: NonNullable<RenderedGraph["lifted"]>;
  /** Where everything is at the moment. */
  nodes: readonly CanvasNode[];
}

/** A hundred nodes that move one by one are painted anew in every frame; a picture of them is only shown elsewhere. */
export function DragLayer({ lifted, nodes }: LiftedPictureProps) {
  const canvas = useOverviewRaster(lifted.nodes, lifted.edges, "lifted");
  const zoom = useStoreApi().getState().transform[2];
  // Whole pixels of the screen keep it sharp.
  const [x, y] = [lifted.dx, lifted.dy].map((by) => Math.round(by * zoom) / zoom);
  return (
    <>
      <ViewportPortal>
        <div
          className={classes.lifted}
          aria-hidden="true"
          style={{ transform: `translate(${x}px, ${y}px)` }}
        >
          <canvas ref={canvas} className={classes.picture} />
        </div>
      </ViewportPortal>
      <Edges nodes={nodes} edges={lifted.tied} moving />
    </>
  );
}
