/** What the calendar reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type CalendarQuery = NonNullable<
  paths["/api/models/{model}/mitigations/calendar/"]["get"]["parameters"]["query"]
>;

export const calendarQuery = (model: string, query: CalendarQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "mitigation-calendar", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/mitigations/calendar/", {
          params: { path: { model }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
