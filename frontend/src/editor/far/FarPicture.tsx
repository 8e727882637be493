/** The drawing seen from afar, as one picture that moves with the view and is painted anew when that goes beyond it. */
import { useStoreApi, ViewportPortal } from "@xyflow/react";
import { memo, useEffect, useMemo, useState } from "react";
import { boundsOf, type CanvasEdge, type CanvasNode } from "../../model/canvas";
import { isStale, onCanvas, type Shot, shotOf } from "../../model/farPicture";
import { useCanvasParts } from "../CanvasParts";
import classes from "./far.module.css";
import { paint, sceneOf } from "./paint";
import { sheetOn } from "./sheet";

interface FarPictureProps {
  nodes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
}

/** Once the zoom rests so long, the picture is made sharp. */
const REST_MS = 120;

/** Two thousand nodes and their lines would take the browser a second to mount and as long to move. */
export const FarPicture = memo(function FarPicture({ nodes, edges }: FarPictureProps) {
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const scene = useMemo(() => sceneOf(nodes, edges), [nodes, edges]);
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const store = useStoreApi();
  const parts = useCanvasParts();
  useEffect(() => {
    if (!canvas) return;
    let shot: Shot | null = null;
    let frame = 0;
    let rest = 0;
    const draw = (): void => {
      frame = 0;
      clearTimeout(rest);
      const { transform, width, height } = store.getState();
      shot = shotOf(transform, { width, height }, bounds, devicePixelRatio);
      const sheet = sheetOn(canvas, shot);
      parts.named = sheet ? paint(sheet, scene).map((name) => onCanvas(name, sheet.shot)) : [];
    };
    const look = (): void => {
      const { transform, width, height } = store.getState();
      if (frame !== 0 || !shot) return;
      if (isStale(shot, transform, { width, height }, bounds)) frame = requestAnimationFrame(draw);
      else if (transform[2] !== shot.zoom) {
        clearTimeout(rest);
        rest = window.setTimeout(draw, REST_MS);
      }
    };
    draw();
    const unwatch = store.subscribe(look);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      unwatch();
      theme.disconnect();
      cancelAnimationFrame(frame);
      clearTimeout(rest);
    };
  }, [canvas, scene, bounds, store, parts]);
  return (
    <ViewportPortal>
      <canvas
        ref={setCanvas}
        className={classes.picture}
        role="img"
        aria-label={`Drawing of ${nodes.length} elements from afar; the outline names them`}
      />
    </ViewportPortal>
  );
});
