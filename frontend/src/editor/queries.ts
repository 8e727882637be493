/** What the architecture page reads from the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../api/client";
import { keys } from "../api/queries";

export const architectureQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "architecture"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/architecture/", { params: { path: { model } }, signal })),
  });

export const elementQuery = (model: string, id: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "element", id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/elements/{id}/", { params: { path: { model, id } }, signal }),
      ),
  });

export const flowQuery = (model: string, id: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "flow", id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/flows/{id}/", { params: { path: { model, id } }, signal }),
      ),
  });
