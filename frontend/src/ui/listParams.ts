/** The state of a list (page, search, order, filters) as it stands in the address. No React. */
import { firstOf, type Search, valuesOf } from "./searchParams";

const DEFAULT_PAGE_SIZE = 50;
const RESERVED = new Set(["page", "page_size", "search", "ordering"]);

export interface ListState {
  page: number;
  pageSize: number;
  search: string;
  ordering: string;
  /** Every other parameter: the filters. */
  filters: Readonly<Record<string, readonly string[]>>;
}

/** Read a list's state from the search parameters. */
export function readList(
  search: Search,
  defaults: { ordering?: string; pageSize?: number } = {},
): ListState {
  const page = Number.parseInt(firstOf(search, "page"), 10);
  const filters: Record<string, string[]> = {};
  for (const key of Object.keys(search)) {
    if (!RESERVED.has(key)) filters[key] = valuesOf(search, key);
  }
  return {
    page: Number.isFinite(page) && page > 0 ? page : 1,
    pageSize: defaults.pageSize ?? DEFAULT_PAGE_SIZE,
    search: firstOf(search, "search"),
    ordering: firstOf(search, "ordering") || (defaults.ordering ?? ""),
    filters,
  };
}

/** The next order when a column is clicked: ascending, descending, then back to the default. */
export function nextOrdering(current: string, column: string): string {
  if (current === column) return `-${column}`;
  return current === `-${column}` ? "" : column;
}

/** Add or remove one value of a filter. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
}

/** What the API's list endpoints take as query. */
export function apiQuery(
  state: ListState,
): Record<string, unknown> & { page: number; page_size: number } {
  return {
    page: state.page,
    page_size: state.pageSize,
    ...(state.search && { search: state.search }),
    ...(state.ordering && { ordering: state.ordering }),
    ...state.filters,
  };
}
