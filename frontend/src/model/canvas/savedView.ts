/** What a saved view says of the drawing, and what of it still exists. No React. */
import type { Point } from "@/geometry/geometry";
import { LAYERS, type Layer } from "@/model/graph/elementKinds";
import type { Filters } from "./filterMatches";
import type { ViewDocument } from "./savedFilters";
import { filtersIn, type Known, savedFilters } from "./savedFilters";

/** What of the drawing is shown, and how. */
export interface Shown {
  middle: Point;
  zoom: number;
  hidden: ReadonlySet<Layer>;
  collapsed: ReadonlySet<string>;
  filters: Filters;
}

/** What is shown now, as it is saved. */
export function documentOf({ middle, zoom, hidden, collapsed, filters }: Shown): ViewDocument {
  return {
    viewport: { x: Math.round(middle.x), y: Math.round(middle.y), zoom: round(zoom) },
    hidden: [...hidden].sort(),
    collapsed: [...collapsed].sort(),
    filters: savedFilters(filters),
  };
}

/** What a view comes to on the drawing as it is now; what it says nothing of is left out. */
export interface Restored {
  viewport?: NonNullable<ViewDocument["viewport"]>;
  hidden?: Layer[];
  collapsed?: string[];
  filters?: Filters;
  /** What the view names that is not there any more, in words. */
  gone: string[];
}

export function restored(document: ViewDocument, known: Known): Restored {
  const { viewport, hidden, collapsed, filters } = document;
  const kept = collapsed?.filter(known.element);
  const lost = (collapsed?.length ?? 0) - (kept?.length ?? 0);
  const filtering = filters && filtersIn(filters, known);
  const boundaries = lost === 1 ? "a boundary" : `${lost} boundaries`;
  return {
    ...(viewport && { viewport }),
    ...(hidden && { hidden: LAYERS.map(({ id }) => id).filter((id) => hidden.includes(id)) }),
    ...(kept && { collapsed: kept }),
    ...(filtering && { filters: filtering.filters }),
    gone: [...(filtering?.gone ?? []), ...(lost > 0 ? [`${boundaries} that it collapses`] : [])],
  };
}

/** Return "No longer there: the data set that it filters by. The rest of the view is shown." */
export function goneWords(gone: readonly string[]): string {
  return `No longer there: ${gone.join(", ")}. The rest of the view is shown.`;
}

function round(zoom: number): number {
  return Math.round(zoom * 1000) / 1000;
}
