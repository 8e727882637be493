/** What the page of assessments reads: the list, and one of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { assessmentsKey } from "@/entities/assessments/queries";

const SHOWN = 200;

export const assessmentsQuery = (model: string) =>
  queryOptions({
    queryKey: [...assessmentsKey(model), "list"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/assessments/", {
          params: { path: { model }, query: { page_size: SHOWN } },
          signal,
        }),
      ),
  });

export const assessmentQuery = (model: string, assessment: string) =>
  queryOptions({
    queryKey: [...assessmentsKey(model), assessment],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/assessments/{assessment}/", {
          params: { path: { model, assessment } },
          signal,
        }),
      ),
  });
