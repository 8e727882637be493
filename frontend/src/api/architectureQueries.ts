/** What the architecture page reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { keys } from "./queries";
import type { paths } from "./schema";

/** How many open threats everything on the canvas has: a small part of all that is drawn. */
export const canvasThreatsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "canvas-threats"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/architecture/threats/", {
          params: { path: { model } },
          signal,
        }),
      ),
  });

/** What the drawing can be filtered by beyond what it says itself; read while it is needed. */
export const canvasFiltersQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "canvas-filters"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/architecture/filters/", {
          params: { path: { model } },
          signal,
        }),
      ),
  });

export const elementQuery = (model: string, id: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "element", id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/elements/{element}/", {
          params: { path: { model, element: id } },
          signal,
        }),
      ),
  });

export const flowQuery = (model: string, id: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "flow", id],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/flows/{flow}/", {
          params: { path: { model, flow: id } },
          signal,
        }),
      ),
  });

type FlowQuery = NonNullable<paths["/api/models/{model}/flows/"]["get"]["parameters"]["query"]>;

export const flowsQuery = (model: string, query: FlowQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "flows", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/flows/", { params: { path: { model }, query }, signal })),
    placeholderData: keepPreviousData,
  });

type ElementQuery = NonNullable<
  paths["/api/models/{model}/elements/"]["get"]["parameters"]["query"]
>;

export const elementsQuery = (model: string, query: ElementQuery) =>
  queryOptions({
    queryKey: [...keys.model(model), "elements", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/elements/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });
