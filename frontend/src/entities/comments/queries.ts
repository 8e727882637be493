/** What is read about comments. Their keys stand beside the model's: an edit of the drawing is no reason to read them. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { paths } from "@/api/schema";

export type ThreadsQuery = NonNullable<
  paths["/api/models/{model}/comments/"]["get"]["parameters"]["query"]
>;

const keys = {
  model: (model: string) => ["comments", model] as const,
};

export const threadsQuery = (model: string, query: ThreadsQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "threads", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/comments/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

export const commentCountsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "counts"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/comments/counts/", { params: { path: { model } }, signal }),
      ),
  });

/** Read again what is said in a model. */
export function refreshComments(client: QueryClient, model: string): void {
  void client.invalidateQueries({ queryKey: keys.model(model) });
}
