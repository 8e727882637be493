/** What the page shows, kept in the address; another view starts again at page one and without its search. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Method } from "@/model/labels/categories";
import { firstOf, type Search } from "@/ui/searchParams";
import { type CoverageView, viewOf } from "./coverageCells";

export function useCoverageView(
  methods: readonly Method[],
): [CoverageView | undefined, (view: string) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const choose = (method: string): void => {
    const next = (now: Search) => ({ ...now, page: undefined, search: undefined, method });
    void navigate({ to: ".", search: next as never, replace: true });
  };
  return [viewOf(firstOf(search, "method"), methods), choose];
}
