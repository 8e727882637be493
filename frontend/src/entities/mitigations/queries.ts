/** What the mitigation pages read from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type MitigationQuery = NonNullable<
  paths["/api/models/{model}/mitigations/"]["get"]["parameters"]["query"]
>;

export const mitigationsQuery = (model: string, query: MitigationQuery = {}) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigations", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export const mitigationQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigation", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/{number}/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });

export const mitigationTagsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigation-tags"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/tags/", { params: { path: { model } }, signal }),
      ),
  });

const FOUND = 50;

/** The worst threats that a search finds, for a mitigation to treat. */
export const threatsFoundQuery = (model: string, search: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "threats-found", search],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/", {
          params: { path: { model }, query: { page_size: FOUND, ...(search && { search }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
