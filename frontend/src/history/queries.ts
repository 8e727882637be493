/** What the history page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";
import type { paths } from "../api/schema";

type EventQuery = NonNullable<paths["/api/models/{model}/events/"]["get"]["parameters"]["query"]>;

export const eventsQuery = (model: string, query: EventQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "events", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/events/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
