/** Moving the view of the canvas. */
import { useReducedMotion } from "@mantine/hooks";
import { getViewportForBounds, useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import type { CanvasState } from "@/entities/drawing/CanvasContext";
import { broughtInSight, isInSight, type Point, type Rect } from "@/geometry/geometry";
import { boundsOf } from "@/model/canvas/canvasNodes";
import { LEGIBLE_ZOOM, MARGINS, ZOOMS } from "@/model/canvas/initialViewport";

const DURATION_MS = 260;
/** Time for what was just added to be drawn. */
const DRAWN_MS = 120;

const PADDING = {
  x: `${MARGINS.side}px`,
  top: `${MARGINS.top}px`,
  bottom: `${MARGINS.bottom}px`,
} as const;

/** Three boxes need not fill a window. */
const FIT_CLOSEST = 1.2;

/** Room around single elements, as a share of the window. */
export const AROUND = 0.35;

type Padding = Parameters<typeof getViewportForBounds>[5];

export interface View {
  fit: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  /** Show these nodes, not closer than their natural size. */
  reveal: (uids: readonly string[]) => void;
  /** Move the view as little as is needed to see these nodes, at the zoom it has. */
  keepInSight: (uids: readonly string[]) => void;
  /** The same for nodes that were just added, once they are drawn. */
  bringInSight: (uids: readonly string[]) => void;
  /** Come so close to these nodes that their names can be read; once they are drawn. */
  makeLegible: (uids: readonly string[]) => void;
  /** The point of the canvas that is in the middle of what is seen. */
  middle: () => Point;
}

/** What is not mounted is found as well. */
export function useCanvasView(parts: CanvasState): View {
  const flow = useReactFlow();
  const store = useStoreApi();
  const duration = useReducedMotion() ? 0 : DURATION_MS;
  return useMemo(() => {
    const boundsOfAll = (uids: readonly string[]): Rect | null => {
      const nodes = uids.flatMap((uid) => parts.drawn.get(uid) ?? []);
      return nodes.length > 0 ? boundsOf(nodes) : null;
    };
    const show = (bounds: Rect | null, padding: Padding, closest: number = ZOOMS.most): void => {
      const { width, height } = store.getState();
      if (!bounds) return;
      const view = getViewportForBounds(bounds, width, height, ZOOMS.least, closest, padding);
      void flow.setViewport(view, { duration });
    };
    const showAll = (uids: readonly string[]): void => show(boundsOfAll(uids), AROUND, 1);
    const keepInSight = (uids: readonly string[]): void => {
      const { width, height, transform } = store.getState();
      const bounds = boundsOfAll(uids);
      if (!bounds || isInSight(bounds, { width, height }, transform)) return;
      const [x, y, zoom] = broughtInSight(bounds, { width, height }, transform, MARGINS);
      void flow.setViewport({ x, y, zoom }, { duration });
    };
    return {
      fit: () => onceDrawn(() => show(boundsOf([...parts.drawn.values()]), PADDING, FIT_CLOSEST)),
      zoomIn: () => void flow.zoomIn({ duration: duration / 2 }),
      zoomOut: () => void flow.zoomOut({ duration: duration / 2 }),
      reveal: (uids) => onceDrawn(() => showAll(uids)),
      keepInSight,
      bringInSight: (uids) => setTimeout(() => keepInSight(uids), DRAWN_MS),
      makeLegible: (uids) =>
        setTimeout(() => {
          if (store.getState().transform[2] < LEGIBLE_ZOOM) showAll(uids);
        }, DRAWN_MS),
      middle: () => {
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
      },
    };
  }, [flow, store, parts, duration]);
}

/** What is called for may be shown by the same click that calls for it. */
function onceDrawn(move: () => void): void {
  requestAnimationFrame(move);
}
