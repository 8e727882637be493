/** What reports can be made of, and the templates of a team. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

export const reportOptionsQuery = () =>
  queryOptions({
    queryKey: ["report-options"],
    queryFn: ({ signal }) => unwrap(api.GET("/api/report-options/", { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const reportTemplatesQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "report-templates"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/report-templates/", { params: { path: { team } }, signal }),
      ),
  });

export function refreshTemplates(client: QueryClient, team: string): Promise<void> {
  return client.invalidateQueries({ queryKey: reportTemplatesQuery(team).queryKey });
}
