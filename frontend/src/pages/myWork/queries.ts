/** What the page of one's own work reads from the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const myWorkQuery = (page: number) =>
  queryOptions({
    queryKey: ["my-work", page],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/my-work/", { params: { query: { page } }, signal })),
    placeholderData: keepPreviousData,
    // Others change it: models of other tabs and people do not tell this page.
    refetchOnMount: "always",
  });
