/** What is read of assessments. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const assessmentsKey = (model: string) => [...keys.model(model), "assessments"] as const;

export const threatFindingsQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...assessmentsKey(model), "threat", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/assessment-findings/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });
