/** The webhooks of the team, and what was sent to them. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";

const SENDING_EVERY_MS = 1_500;
const SHOWN = 20;

export const webhooksQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "webhooks"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/webhooks/", { params: { path: { team } }, signal })),
  });

/** The newest deliveries; read again while one of them is on its way. */
export const deliveriesQuery = (team: string, webhook: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "webhooks", webhook, "deliveries"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/webhooks/{webhook}/deliveries/", {
          params: { path: { team, webhook }, query: { page_size: SHOWN } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.results.some((one) => one.state === "queued" || one.state === "sending")
        ? SENDING_EVERY_MS
        : false,
  });

export function refreshWebhooks(client: QueryClient, team: string): Promise<void> {
  return client.invalidateQueries({ queryKey: webhooksQuery(team).queryKey });
}
