/** The cards of LINDDUN GO, and what one of them is about in a model. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

const under = (model: string) => [...keys.model(model), "linddun-go"] as const;

export const deckQuery = (model: string) =>
  queryOptions({
    queryKey: [...under(model), "cards"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/linddun-go/cards/", { params: { path: { model } }, signal }),
      ),
  });

export const cardMatchesQuery = (model: string, card: string) =>
  queryOptions({
    queryKey: [...under(model), "matches", card],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/linddun-go/cards/{card}/matches/", {
          params: { path: { model, card } },
          signal,
        }),
      ),
  });

export const sessionsKey = (model: string) => [...under(model), "sessions"] as const;
