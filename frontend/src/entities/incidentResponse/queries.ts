/** What is read of responses to incidents. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const responsesKey = (model: string) => [...keys.model(model), "responses"] as const;

/** The playbooks that ship with the product: they do not change while a page is open. */
export const playbooksQuery = (model: string) =>
  queryOptions({
    queryKey: ["response-playbooks"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/response/playbooks/", { params: { path: { model } }, signal }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
