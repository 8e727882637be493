/** One import as the server tells it. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const importQuery = (model: string, job: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "import", job],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/imports/{job}/", { params: { path: { model, job } }, signal }),
      ),
  });
