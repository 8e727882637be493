/** What the pages of the history read from the server. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;

export type TimelineQuery = Omit<QueryOf<"/api/models/{model}/changes/">, "before">;
export type ComparisonQuery = QueryOf<"/api/models/{model}/comparison/">;
type ThreatsQuery = QueryOf<"/api/models/{model}/comparison/threats/">;

export interface StatePair {
  before: string;
  after: string;
}

export const eventsQuery = (model: string, query: QueryOf<"/api/models/{model}/events/">) =>
  queryOptions({
    queryKey: [...keys.model(model), "events", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/events/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export const historyKeptQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "history-kept"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/history/kept/", { params: { path: { model } }, signal })),
  });

export const timelineQuery = (model: string, query: TimelineQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.model(model), "changes", query],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/models/{model}/changes/", {
          params: { path: { model }, query: { ...query, ...cursor(pageParam) } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const subjectChangesQuery = (model: string, subject: HistorySubject) =>
  infiniteQueryOptions({
    queryKey: [...keys.model(model), "changes", subject],
    queryFn: ({ signal, pageParam }) => {
      const query = { page_size: 20, ...cursor(pageParam) };
      return subject.on === "element"
        ? unwrap(
            api.GET("/api/models/{model}/elements/{element}/changes/", {
              params: { path: { model, element: subject.id }, query },
              signal,
            }),
          )
        : unwrap(
            api.GET("/api/models/{model}/flows/{flow}/changes/", {
              params: { path: { model, flow: subject.id }, query },
              signal,
            }),
          );
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });

/** An element or flow, by its id. */
export interface HistorySubject {
  on: "element" | "flow";
  id: string;
}

function cursor(before: number | null): { before?: number } {
  return before === null ? {} : { before };
}

export const versionsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "versions"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/versions/", {
          params: { path: { model }, query: { page_size: 200 } },
          signal,
        }),
      ),
  });

export const driftQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "drift"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/drift/", { params: { path: { model } }, signal })),
  });

export const comparisonQuery = (model: string, query: ComparisonQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "comparison", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/comparison/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const drawingQuery = (model: string, query: StatePair) =>
  queryOptions({
    queryKey: [...keys.model(model), "comparison", "drawing", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/comparison/drawing/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const threatDifferencesQuery = (model: string, query: ThreatsQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "comparison", "threats", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/comparison/threats/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
