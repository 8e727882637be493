/** What the control browser reads from the server. Keys of a team's controls start with that of the team. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

type ControlQuery = NonNullable<paths["/api/teams/{team}/controls/"]["get"]["parameters"]["query"]>;

const page = (team: string, query: ControlQuery, signal: AbortSignal) =>
  unwrap(api.GET("/api/teams/{team}/controls/", { params: { path: { team }, query }, signal }));

export const controlsQuery = (team: string, query: ControlQuery) =>
  queryOptions({
    queryKey: [...keys.team(team), "controls", query],
    queryFn: ({ signal }) => page(team, query, signal),
    placeholderData: keepPreviousData,
  });

const PAGE_SIZE = 200;

/** Every control, for fields to choose from: as many pages as there are. */
export const everyControlQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "controls", "every"],
    queryFn: async ({ signal }) => {
      const ask = (number: number) =>
        page(team, { page: number, page_size: PAGE_SIZE, ordering: "title" }, signal);
      const first = await ask(1);
      const rest = Math.ceil(first.count / PAGE_SIZE) - 1;
      const others = await Promise.all(Array.from({ length: rest }, (_, index) => ask(index + 2)));
      return [first, ...others].flatMap(({ results }) => results);
    },
    staleTime: 60_000,
  });

export const controlQuery = (team: string, control: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "control", control],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/controls/{control}/", {
          params: { path: { team, control } },
          signal,
        }),
      ),
  });

const REFERENCES_SHOWN = 40;

export const referencesQuery = (search: string) =>
  queryOptions({
    queryKey: ["library", "references", search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/library/references/", {
          params: { query: { search, page_size: REFERENCES_SHOWN } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    // The catalogues change only with a release.
    staleTime: Number.POSITIVE_INFINITY,
  });
