/** Queries of updates of the rule library: of one model, and those that wait in a team. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { LibraryChangesQuery } from "@/api/types";

export const libraryUpdateQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "library-update"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/library-update/", { params: { path: { model } }, signal }),
      ),
  });

export const libraryChangesQuery = (model: string, query: LibraryChangesQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "library-update", "changes", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/library-update/changes/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const teamLibraryUpdatesQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "library-updates"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/library-updates/", { params: { path: { team } }, signal })),
  });
