/** What the pages of PASTA read. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

const under = (model: string) => [...keys.model(model), "pasta"] as const;

export const stagesQuery = (model: string) =>
  queryOptions({
    queryKey: [...under(model), "stages"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/pasta/stages/", { params: { path: { model } }, signal })),
  });

export const outlinesQuery = (model: string) =>
  queryOptions({
    queryKey: [...under(model), "outlines"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/pasta/outlines/", { params: { path: { model } }, signal }),
      ),
  });

export const documentQuery = (model: string) =>
  queryOptions({
    queryKey: [...under(model), "document"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/pasta/document/", { params: { path: { model } }, signal }),
      ),
  });

export const recordsQuery = (model: string) =>
  queryOptions({
    queryKey: [...under(model), "records"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/pasta/records/", { params: { path: { model } }, signal }),
      ),
  });

interface SectionPage {
  stage: number;
  section: string;
  search: string;
  page: number;
}

export const sectionQuery = (model: string, { stage, section, search, page }: SectionPage) =>
  queryOptions({
    queryKey: [...under(model), "section", stage, section, search, page],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/pasta/stages/{stage}/sections/{section}/", {
          params: { path: { model, stage, section }, query: { search, page } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
