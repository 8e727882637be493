/** What the board reads from the server. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";
import type { MitigationStatus } from "@/api/types";

export type BoardQuery = NonNullable<
  paths["/api/models/{model}/mitigations/board/"]["get"]["parameters"]["query"]
>;

/** Cards of a column at once. */
export const CARDS = 20;

const boardPage = (model: string, query: BoardQuery, page: number, signal: AbortSignal) =>
  unwrap(
    api.GET("/api/models/{model}/mitigations/board/", {
      params: { path: { model }, query: { ...query, page, page_size: CARDS } },
      signal,
    }),
  );

export const boardQuery = (model: string, query: BoardQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigation-board", query],
    queryFn: ({ signal }) => boardPage(model, query, 1, signal),
    placeholderData: keepPreviousData,
  });

/** The pages of one column after the first. */
export const columnQuery = (model: string, status: MitigationStatus, query: BoardQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.model(model), "mitigation-column", status, query],
    queryFn: ({ pageParam, signal }) =>
      boardPage(model, { ...query, status: [status] }, pageParam, signal),
    initialPageParam: 2,
    getNextPageParam: (_last, _pages, page) => page + 1,
  });
