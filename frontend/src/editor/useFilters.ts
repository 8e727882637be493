/** What of the drawing stands out by what people filter for; the rest steps back. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { allDataSetsQuery } from "../data/queries";
import { type Filters, type Match, matching, NO_FILTERS } from "../model/filters";
import type { Snapshot, Tree } from "../model/snapshot";

export interface Filtering {
  filters: Filters;
  setFilters: (filters: Filters) => void;
  /** Null when nothing is filtered. */
  match: Match | null;
}

export function useFilters(model: string, snapshot: Snapshot, tree: Tree): Filtering {
  const [filters, setFilters] = useState(NO_FILTERS);
  const { dataSet } = filters;
  const sets = useQuery({ ...allDataSetsQuery(model), enabled: dataSet !== null }).data?.results;
  const match = useMemo(() => {
    const places = sets?.find(({ uid }) => uid === dataSet)?.places ?? [];
    return matching(snapshot, tree, filters, new Set(places.map(({ uid }) => uid)));
  }, [snapshot, tree, filters, sets, dataSet]);
  return { filters, setFilters, match };
}
