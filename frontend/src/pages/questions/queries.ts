/** What the questions page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

type GroupQuery = NonNullable<
  paths["/api/models/{model}/questions/groups/"]["get"]["parameters"]["query"]
>;

export const questionGroupsQuery = (model: string, query: GroupQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "question-groups", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/questions/groups/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
