/** What the threat pages read from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type ThreatQuery = NonNullable<
  paths["/api/models/{model}/threats/"]["get"]["parameters"]["query"]
>;

export const threatsQuery = (model: string, query: ThreatQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "threats", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export const threatQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "threat", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });

export const knownFactsQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "known-facts", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/known-facts/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });

export const resolutionQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "what-if", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/what-if/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });

/** The patch that resolves a threat; the server analyzes the model to check it. */
export const patchQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "patch", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/patch/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });

/** The tags of the model's threats, by name. */
export const tagsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "threat-tags"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/threats/tags/", { params: { path: { model } }, signal })),
  });
