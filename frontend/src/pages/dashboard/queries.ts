/** What the dialogs of the dashboard read from the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const templatesQuery = () =>
  queryOptions({
    queryKey: ["templates"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/library/templates/", { signal })),
    // Templates change only with a release.
    staleTime: Number.POSITIVE_INFINITY,
  });
