/** What is read of reviews from the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const reviewsKey = (model: string) => [...keys.model(model), "reviews"] as const;

export const reviewStatusQuery = (model: string) =>
  queryOptions({
    queryKey: [...reviewsKey(model), "status"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/review-status/", { params: { path: { model } }, signal }),
      ),
  });

/** The status of some models of a team, by their ids. */
export const reviewStatusesQuery = (team: string, models: readonly string[]) =>
  queryOptions({
    queryKey: [...keys.team(team), "review-status", models],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/review-status/", {
          params: { path: { team }, query: { model: [...models] } },
          signal,
        }),
      ),
    enabled: models.length > 0,
  });

export const reviewQuery = (model: string, session: string) =>
  queryOptions({
    queryKey: [...reviewsKey(model), session],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/reviews/{session}/", {
          params: { path: { model, session } },
          signal,
        }),
      ),
  });
