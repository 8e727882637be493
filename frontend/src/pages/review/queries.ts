/** What the page of reviews reads: the list, and the minutes of one. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { reviewsKey } from "@/entities/reviews/queries";

const ALL = 200;

export const reviewsQuery = (model: string) =>
  queryOptions({
    queryKey: [...reviewsKey(model), "list"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/reviews/", {
          params: { path: { model }, query: { page_size: ALL } },
          signal,
        }),
      ),
  });

export const minutesQuery = (model: string, session: string) =>
  queryOptions({
    queryKey: [...reviewsKey(model), session, "minutes"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/reviews/{session}/minutes/", {
          params: { path: { model, session } },
          signal,
        }),
      ),
  });
