/** What the suggested controls are read from. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const suggestionsQuery = (model: string, page: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "suggestions", page],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/suggestions/", {
          params: { path: { model }, query: { page } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const reachQuery = (team: string, control: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "control-reach", control],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/controls/{control}/plan/", {
          params: { path: { team, control } },
          signal,
        }),
      ),
    staleTime: 0,
  });
