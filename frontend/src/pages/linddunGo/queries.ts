/** What the page of LINDDUN GO reads: the sessions of a model, and one of them. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { sessionsKey } from "@/entities/linddunGo/queries";

/** As many as a model may have. */
const ALL = 200;

export const sessionsQuery = (model: string) =>
  queryOptions({
    queryKey: [...sessionsKey(model), "list"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/linddun-go/sessions/", {
          params: { path: { model }, query: { page_size: ALL } },
          signal,
        }),
      ),
  });

export const sessionQuery = (model: string, session: string) =>
  queryOptions({
    queryKey: [...sessionsKey(model), session],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/linddun-go/sessions/{session}/", {
          params: { path: { model, session } },
          signal,
        }),
      ),
  });
