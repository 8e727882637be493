/** What of the drawing whom one follows sees: it stands in place of one's own layers, frames and filters meanwhile. */
import { useMemo } from "react";
import type { Following } from "@/entities/following/FollowingProvider";
import type { Filters } from "@/model/canvas/filterMatches";
import { filtersIn } from "@/model/canvas/savedFilters";
import { LAYERS, type Layer } from "@/model/graph/elementKinds";
import type { Drawing } from "./useDrawing";
import type { Filtering } from "./useFilters";
import type { Layers } from "./useLayers";

export interface LeaderView {
  hidden: Layer[];
  collapsed: readonly string[];
  filters: Filters;
  /** The attack path that they show, as the address names it. */
  path: Readonly<Record<string, string>> | null;
}

/** Null while one follows nobody, or they have not shown it yet. Equal looks are one object. */
export function useLeaderView({ leader }: Following): LeaderView | null {
  const told = JSON.stringify(leader?.look ?? null);
  return useMemo(() => {
    const look = JSON.parse(told) as NonNullable<Following["leader"]>["look"];
    if (!look) return null;
    return {
      hidden: LAYERS.map(({ id }) => id).filter((id) => look.hidden.includes(id)),
      collapsed: look.collapsed,
      // They filter the drawing that one has too.
      filters: filtersIn(look.filters, ALL_THERE).filters,
      path: look.path,
    };
  }, [told]);
}

const ALL_THERE = { element: () => true, dataSet: () => true };

type Ways = Layers & Drawing & Filtering;

/** One's own ways of changing what is seen, each of which ends following: what one sees then is one's own. */
export function detachOnChange(
  ways: Ways,
  { leader, follow }: Following,
): Pick<Ways, "toggleLayer" | "hideOnly" | "setCollapsed" | "setFilters"> {
  const { toggleLayer, hideOnly, setCollapsed, setFilters } = ways;
  if (!leader) return { toggleLayer, hideOnly, setCollapsed, setFilters };
  const leaving =
    <Arguments extends unknown[]>(change: (...given: Arguments) => void) =>
    (...given: Arguments): void => {
      follow(null);
      change(...given);
    };
  return {
    toggleLayer: leaving(toggleLayer),
    hideOnly: leaving(hideOnly),
    setCollapsed: leaving(setCollapsed),
    setFilters: leaving(setFilters),
  };
}
