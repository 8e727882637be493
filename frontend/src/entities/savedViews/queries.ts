/** Saved views of a model; an edit of the drawing is no reason to read them again. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ViewKind } from "./viewKinds";

const MOST = 200;

export const viewKeys = (model: string) => ["views", model] as const;

export const viewsQuery = (model: string, shows: ViewKind) =>
  queryOptions({
    queryKey: [...viewKeys(model), "list", shows],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/views/", {
          params: { path: { model }, query: { shows, page_size: MOST } },
          signal,
        }),
      ),
  });

export const viewQuery = (model: string, view: string) =>
  queryOptions({
    queryKey: [...viewKeys(model), view],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/views/{view}/", { params: { path: { model, view } }, signal }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
