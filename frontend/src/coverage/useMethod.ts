/** The method of the grid, kept in the address; another method starts again at page one. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { firstOf, type Search } from "../app/search";
import type { Method } from "../model/categories";
import { methodOf } from "./cells";

export function useMethod(): [Method, (method: string) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const choose = (method: string): void => {
    const next = (now: Search) => ({ ...now, page: undefined, method });
    void navigate({ to: ".", search: next as never, replace: true });
  };
  return [methodOf(firstOf(search, "method")), choose];
}
