/** What the questions page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";
import type { paths } from "../api/schema";

type QuestionQuery = NonNullable<
  paths["/api/models/{model}/questions/"]["get"]["parameters"]["query"]
>;

export const questionsQuery = (model: string, query: QuestionQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "questions", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/questions/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
