/** What of the drawing stands out by what people filter for; the rest steps back. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { canvasFiltersQuery } from "@/api/architectureQueries";
import {
  type Filters,
  type Match,
  matching,
  NO_FILTERS,
  needsPlaces,
  type Places,
} from "@/model/canvas/filterMatches";
import type { Tree } from "@/model/graph/snapshot";
import type { Document } from "./useDocument";

export interface Filtering {
  filters: Filters;
  setFilters: (filters: Filters) => void;
  /** Null when nothing is filtered, or when it is not known yet what matches. */
  match: Match | null;
}

/** `led` are the filters of whom one follows; they stand in place of one's own. */
export function useFilters(
  model: string,
  { snapshot, kinds }: Document,
  tree: Tree,
  led: Filters | null,
): Filtering {
  const [own, setFilters] = useState(NO_FILTERS);
  const filters = led ?? own;
  const needed = needsPlaces(filters);
  const places = useQuery({ ...canvasFiltersQuery(model), enabled: needed }).data;
  const match = useMemo(
    () =>
      needed && !places ? null : matching({ snapshot, tree, kinds }, filters, places ?? NOWHERE),
    [snapshot, tree, kinds, filters, places, needed],
  );
  return { filters, setFilters, match };
}

const NOWHERE: Places = { lifecycle: {}, data_sets: {} };
