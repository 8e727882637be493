/** The filters of the threat table and how they stand in the address and in the request. */

import { compact, flag, page, type Search, word, words } from "./search";

export interface ThreatFilters {
  severity: string[];
  status: string[];
  method: string[];
  category: string[];
  /** Element id, "" for all. */
  element: string;
  /** Also threats of what is inside the element and of its flows. */
  deep: boolean;
  rule: string;
  search: string;
  ordering: string;
  page: number;
}

export const THREAT_STATUSES = ["open", "needs-info", "not-applicable", "treated", "gone"] as const;
export type ThreatStatus = (typeof THREAT_STATUSES)[number];

const STATUS_LABELS: Record<ThreatStatus, string> = {
  open: "Open",
  "needs-info": "Needs info",
  "not-applicable": "Not applicable",
  treated: "Treated",
  gone: "Gone",
};

/** What the server sorts by unless told otherwise. */
export const DEFAULT_ORDERING = "-score";

export function threatStatusLabel(status: string): string {
  return STATUS_LABELS[status as ThreatStatus] ?? status;
}

export function threatFiltersFrom(search: Search): ThreatFilters {
  return {
    severity: words(search.severity),
    status: words(search.status),
    method: words(search.method),
    category: words(search.category),
    element: word(search.element),
    deep: flag(search.deep),
    rule: word(search.rule),
    search: word(search.search),
    ordering: word(search.ordering) || DEFAULT_ORDERING,
    page: page(search.page),
  };
}

/** Return what stands in the address: only what differs from the default. */
export function threatSearch(filters: ThreatFilters): Search {
  const { ordering, ...rest } = filters;
  return compact(ordering === DEFAULT_ORDERING ? rest : { ...rest, ordering });
}

/** Return the parameters of the request. */
export function threatQuery(filters: ThreatFilters): Search {
  const { deep, ...rest } = filters;
  return compact(deep && filters.element ? { ...rest, deep: "1" } : rest);
}

/** Return how many filters narrow the list (the search text counts, sorting and paging do not). */
export function activeFilters(filters: ThreatFilters): number {
  const lists =
    filters.severity.length +
    filters.status.length +
    filters.method.length +
    filters.category.length;
  return lists + [filters.element, filters.rule, filters.search].filter(Boolean).length;
}

/** Return the filters with a change that starts again at the first page. */
export function narrowed(filters: ThreatFilters, change: Partial<ThreatFilters>): ThreatFilters {
  return { ...filters, page: 1, ...change };
}

/** Return the ordering after a click on a column: ascending, descending, back to the default. */
export function nextOrdering(ordering: string, column: string, firstDescending = false): string {
  const first = firstDescending ? `-${column}` : column;
  const second = firstDescending ? column : `-${column}`;
  if (ordering === first) return second;
  return ordering === second ? DEFAULT_ORDERING : first;
}
