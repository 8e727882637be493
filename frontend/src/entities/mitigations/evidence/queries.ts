/** What people put with a mitigation, as the server lists it. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const evidenceQuery = (model: string, number: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigation", number, "evidence"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/{number}/evidence/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
  });
