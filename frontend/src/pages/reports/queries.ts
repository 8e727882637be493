/** The reports of a model, and the links to one of them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import { isMade } from "@/entities/reports/madeReport";

const MAKING_EVERY_MS = 1_200;

export const reportsKey = (model: string) => [...keys.model(model), "reports"] as const;

/** Read again while one of them is being made. */
export const reportsQuery = (model: string, query: { page?: number; page_size?: number }) =>
  queryOptions({
    queryKey: [...reportsKey(model), query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/reports/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.results.every(isMade) === false ? MAKING_EVERY_MS : false,
  });

export const reportLinksQuery = (model: string, report: string) =>
  queryOptions({
    queryKey: [...reportsKey(model), report, "links"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/reports/{report}/links/", {
          params: { path: { model, report } },
          signal,
        }),
      ),
  });
