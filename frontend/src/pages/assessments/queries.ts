/** What the page of assessments reads: the list, and one of them. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { assessmentsKey } from "@/entities/assessments/queries";

export const assessmentsQuery = (model: string, page: { page: number; page_size: number }) =>
  queryOptions({
    queryKey: [...assessmentsKey(model), "list", page],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/assessments/", {
          params: { path: { model }, query: page },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
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
