/** What is read of questions from the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

type CardQuery = NonNullable<
  paths["/api/models/{model}/questions/cards/"]["get"]["parameters"]["query"]
>;

export const questionCardsQuery = (model: string, query: CardQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "question-cards", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/questions/cards/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
  });
