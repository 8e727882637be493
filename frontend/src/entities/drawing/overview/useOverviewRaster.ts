/** Keeps a picture of nodes and lines on a canvas element: it moves with the view, and is painted anew beyond it. */
import { useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import type { Transform } from "@/geometry/geometry";
import type { CanvasEdge } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { boundsOf } from "@/model/canvas/canvasNodes";
import {
  isStale,
  isWhole,
  onCanvas,
  type RasterArea,
  rasterAreaOf,
} from "@/model/canvas/overviewRaster";
import { useCanvasState } from "../CanvasContext";
import { paint, sceneOf } from "./paintOverview";
import { openRasterCanvas } from "./rasterCanvas";

/** Once the zoom rests so long, the picture is made sharp. */
const REST_MS = 120;

/** Return the ref of the element. It is the whole drawing on its ground, or what is `lifted` off it and dragged. */
export function useOverviewRaster(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  as: "ground" | "lifted",
): (canvas: HTMLCanvasElement | null) => void {
  // The element comes only after React Flow has a place for it.
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const scene = useMemo(() => sceneOf(nodes, edges), [nodes, edges]);
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const store = useStoreApi();
  const parts = useCanvasState();
  useEffect(() => {
    if (!canvas) return;
    let shot: RasterArea | null = null;
    let frame = 0;
    let rest = 0;
    const view = (): Transform => {
      const [x, y, zoom] = store.getState().transform;
      const gesture = parts.gesture.get();
      if (as !== "lifted" || gesture?.type !== "move") return [x, y, zoom];
      return [x + gesture.dx * zoom, y + gesture.dy * zoom, zoom];
    };
    const draw = (): void => {
      frame = 0;
      clearTimeout(rest);
      shot = rasterAreaOf(view(), store.getState(), bounds, devicePixelRatio);
      const sheet = openRasterCanvas(canvas, shot, as === "ground");
      const names = sheet ? paint(sheet, scene) : [];
      if (as === "ground" && sheet)
        parts.pictured = {
          names: names.map((name) => onCanvas(name, sheet.shot)),
          whole: isWhole(sheet.shot.zoom),
        };
    };
    const look = (): void => {
      if (frame !== 0 || !shot) return;
      const now = view();
      if (isStale(shot, now, store.getState(), bounds)) frame = requestAnimationFrame(draw);
      else if (now[2] !== shot.zoom) {
        clearTimeout(rest);
        rest = window.setTimeout(draw, REST_MS);
      }
    };
    draw();
    const unwatch = [store.subscribe(look), parts.gesture.watch(look)];
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => {
      for (const stop of unwatch) stop();
      theme.disconnect();
      cancelAnimationFrame(frame);
      clearTimeout(rest);
    };
  }, [canvas, scene, bounds, as, store, parts]);
  return setCanvas;
}
