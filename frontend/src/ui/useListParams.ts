/** The state of a list, kept in the address so that a view can be shared, reloaded and gone back to. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { apiQuery, type ListState, nextOrdering, readList, toggled } from "./listParams";
import type { Search } from "./searchParams";

export interface ListParams extends ListState {
  /** The state as query parameters of the API. */
  query: ReturnType<typeof apiQuery>;
  filter: (key: string) => readonly string[];
  setPage: (page: number) => void;
  setSearch: (search: string) => void;
  sortBy: (column: string) => void;
  setFilter: (key: string, values: readonly string[]) => void;
  toggleFilter: (key: string, value: string) => void;
  clear: () => void;
  /** True when a search or filter narrows the list. */
  narrowed: boolean;
}

interface Options {
  ordering?: string;
  pageSize?: number;
  /** Parameters of the page that are no filters, such as the open tab; `clear` leaves them alone. */
  keep?: readonly string[];
}

const NONE: readonly string[] = [];

export function useListParams({ ordering = "", pageSize, keep = NONE }: Options = {}): ListParams {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const kept = keep.join(" ");

  const update = useCallback(
    (changes: Search) => {
      // Any change but that of the page starts again at page one.
      const next = (current: Search) => ({ ...current, page: undefined, ...changes });
      void navigate({ to: ".", search: next as never, replace: true });
    },
    [navigate],
  );

  return useMemo(() => {
    const all = readList(search, pageSize === undefined ? { ordering } : { ordering, pageSize });
    const entries = Object.entries(all.filters).filter(([key]) => !kept.split(" ").includes(key));
    const state = { ...all, filters: Object.fromEntries(entries) };
    const filter = (key: string) => state.filters[key] ?? NONE;
    const setFilter = (key: string, values: readonly string[]) => update({ [key]: [...values] });
    return {
      ...state,
      query: apiQuery(state),
      filter,
      setFilter,
      setPage: (page: number) => update({ page: page > 1 ? String(page) : undefined }),
      setSearch: (text: string) => update({ search: text || undefined }),
      sortBy: (column: string) =>
        update({ ordering: nextOrdering(state.ordering, column) || undefined }),
      toggleFilter: (key: string, value: string) => setFilter(key, toggled(filter(key), value)),
      clear: () =>
        update(
          Object.fromEntries(
            ["search", ...Object.keys(state.filters)].map((key) => [key, undefined]),
          ),
        ),
      narrowed:
        state.search !== "" || Object.values(state.filters).some((values) => values.length > 0),
    };
  }, [search, ordering, pageSize, kept, update]);
}
