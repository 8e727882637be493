/** The ground under a drawing. */
import { ViewportPortal } from "@xyflow/react";
import { memo } from "react";
import type { Rect } from "@/geometry/geometry";
import classes from "./canvas.module.css";

/** Lines bulge beyond what they connect. */
const BEYOND = 400;

/**
 * An opaque ground keeps the drawing together in one layer: without it a browser takes nodes with letters apart from
 * others, and layers far apart from each other, and every frame paints some hundred of them.
 */
export const Background = memo(function Ground({ bounds }: { bounds: Rect }) {
  const { x, y, width, height } = bounds;
  const style = {
    left: x - BEYOND,
    top: y - BEYOND,
    width: width + 2 * BEYOND,
    height: height + 2 * BEYOND,
  };
  return (
    <ViewportPortal>
      <div className={classes.ground} style={style} />
    </ViewportPortal>
  );
});
