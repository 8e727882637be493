/** What the page of responses reads: the list of runs, and one of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { responsesKey } from "@/entities/incidentResponse/queries";

const RUNS_SHOWN = 200;

export const runsQuery = (model: string) =>
  queryOptions({
    queryKey: [...responsesKey(model), "list"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/response/runs/", {
          params: { path: { model }, query: { page_size: RUNS_SHOWN } },
          signal,
        }),
      ),
  });

export const runQuery = (model: string, run: string) =>
  queryOptions({
    queryKey: [...responsesKey(model), run],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/response/runs/{run}/", {
          params: { path: { model, run } },
          signal,
        }),
      ),
  });
