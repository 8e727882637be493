/** The part of the canvas around the window in which things are mounted. */
import { useStore } from "@xyflow/react";
import { useMemo } from "react";
import type { Rect } from "@/geometry/geometry";
import { nearKey, nearRect } from "@/model/canvas/virtualization";

/** Null when it is not needed, or not known yet. */
export function useViewportArea(isNeeded: boolean): Rect | null {
  const key = useStore((store) =>
    isNeeded && store.width > 0 ? nearKey(store.transform, store) : "",
  );
  return useMemo(() => (key === "" ? null : nearRect(key)), [key]);
}
