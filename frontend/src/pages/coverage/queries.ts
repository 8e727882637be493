/** What the coverage page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type CoverageQuery = NonNullable<
  paths["/api/models/{model}/coverage/"]["get"]["parameters"]["query"]
>;

export const coverageQuery = (model: string, query: CoverageQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "coverage", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/coverage/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export type DefenseLayersQuery = NonNullable<
  paths["/api/models/{model}/defense-layers/"]["get"]["parameters"]["query"]
>;

export const defenseLayersQuery = (model: string, query: DefenseLayersQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "defense-layers", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/defense-layers/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export type PodSecurityQuery = NonNullable<
  paths["/api/models/{model}/pod-security/"]["get"]["parameters"]["query"]
>;

export const podSecurityQuery = (model: string, query: PodSecurityQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "pod-security", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/pod-security/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
