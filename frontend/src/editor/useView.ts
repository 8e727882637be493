/** Moving the view of the canvas. */
import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow } from "@xyflow/react";
import { useMemo } from "react";

const DURATION_MS = 260;

export interface View {
  fit: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  /** Show these nodes, not closer than their natural size. */
  reveal: (uids: readonly string[]) => void;
}

export function useView(): View {
  const flow = useReactFlow();
  const duration = useReducedMotion() ? 0 : DURATION_MS;
  return useMemo(
    () => ({
      fit: () => void flow.fitView({ duration, padding: 0.06 }),
      zoomIn: () => void flow.zoomIn({ duration: duration / 2 }),
      zoomOut: () => void flow.zoomOut({ duration: duration / 2 }),
      reveal: (uids) =>
        void flow.fitView({
          nodes: uids.map((id) => ({ id })),
          duration,
          padding: 0.35,
          maxZoom: 1,
        }),
    }),
    [flow, duration],
  );
}
