/** Moving the view of the canvas. */
import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useMemo } from "react";
import { LEGIBLE_ZOOM, MARGINS } from "../model/firstView";
import { isInSight, type Point } from "../model/geometry";

const DURATION_MS = 260;
/** Time for what was just added to be drawn. */
const DRAWN_MS = 120;

const PADDING = {
  x: `${MARGINS.side}px`,
  top: `${MARGINS.top}px`,
  bottom: `${MARGINS.bottom}px`,
} as const;

export interface View {
  fit: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  /** Show these nodes, not closer than their natural size. */
  reveal: (uids: readonly string[]) => void;
  /** Move the view only when one of these nodes is not in sight, at the zoom it has. */
  keepInSight: (uids: readonly string[]) => void;
  /** Come so close to these nodes that their names can be read; once they are drawn. */
  makeLegible: (uids: readonly string[]) => void;
  /** The point of the canvas that is in the middle of what is seen. */
  middle: () => Point;
}

export function useView(): View {
  const flow = useReactFlow();
  const store = useStoreApi();
  const duration = useReducedMotion() ? 0 : DURATION_MS;
  return useMemo(
    () => ({
      fit: () => void flow.fitView({ duration, padding: PADDING }),
      zoomIn: () => void flow.zoomIn({ duration: duration / 2 }),
      zoomOut: () => void flow.zoomOut({ duration: duration / 2 }),
      reveal: (uids) =>
        void flow.fitView({
          nodes: uids.map((id) => ({ id })),
          duration,
          padding: 0.35,
          maxZoom: 1,
        }),
      keepInSight: (uids) => {
        const { width, height, transform } = store.getState();
        const bounds = flow.getNodesBounds([...uids]);
        if (isInSight(bounds, { width, height }, transform)) return;
        const middle = { x: bounds.x + bounds.width / 2, y: bounds.y + bounds.height / 2 };
        void flow.setCenter(middle.x, middle.y, { zoom: transform[2], duration });
      },
      makeLegible: (uids) =>
        setTimeout(() => {
          const nodes = uids.map((id) => ({ id }));
          if (store.getState().transform[2] < LEGIBLE_ZOOM)
            void flow.fitView({ nodes, duration, padding: 0.35, maxZoom: 1 });
        }, DRAWN_MS),
      middle: () => {
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
      },
    }),
    [flow, store, duration],
  );
}
