/** What people say against the files, from the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const overridesQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "overrides"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/overrides/", {
          params: { path: { model }, query: { page_size: 200 } },
          signal,
        }),
      ),
  });
