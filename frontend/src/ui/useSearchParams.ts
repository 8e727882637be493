/** The search parameters of the page, and how to change them. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

type Search = Record<string, unknown>;
type SetSearch = (
  next: Search | ((search: Search) => Search),
  options?: { replace?: boolean },
) => void;

/** Return what stands in the address and the function that writes it; `replace` leaves no step to go back to. */
export function useSearchParams(): [Search, SetSearch] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const setSearch = useCallback<SetSearch>(
    (next, options) => {
      void navigate({
        to: ".",
        search: next as never,
        replace: options?.replace ?? false,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, setSearch];
}
