/** What is read of exports to other tools. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

const exportsKey = (model: string) => [...keys.model(model), "exports"] as const;

/** The formats: they do not change while a page is open. */
export const exportFormatsQuery = (model: string) =>
  queryOptions({
    queryKey: ["export-formats"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/models/{model}/exports/", { params: { path: { model } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a file of the model would be, and what would not be in it. */
export const exportPreviewQuery = (model: string, format: string) =>
  queryOptions({
    queryKey: [...exportsKey(model), format],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/exports/{export_format}/", {
          params: { path: { model, export_format: format } },
          signal,
        }),
      ),
  });

/** The file itself. */
export function fetchExport(model: string, format: string): Promise<Blob> {
  return unwrap(
    api.GET("/api/models/{model}/exports/{export_format}/file/", {
      params: { path: { model, export_format: format } },
      parseAs: "blob",
    }),
  ) as Promise<Blob>;
}
