/** What is read from the server about the data of a model. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

type DataSetQuery = NonNullable<
  paths["/api/models/{model}/data-sets/"]["get"]["parameters"]["query"]
>;

export const dataSetsQuery = (model: string, query: DataSetQuery = {}) =>
  queryOptions({
    queryKey: [...keys.model(model), "data-sets", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/data-sets/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

/** The data sets one can choose from. */
export const allDataSetsQuery = (model: string) => dataSetsQuery(model, { page_size: 200 });

export const dataSetQuery = (model: string, dataSet: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "data-set", dataSet],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/data-sets/{data_set}/", {
          params: { path: { model, data_set: dataSet } },
          signal,
        }),
      ),
  });

export const suggestionsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "data-suggestions"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/data-suggestions/", { params: { path: { model } }, signal }),
      ),
  });
