/** What is read about acceptances. Keys of a model and a team begin as theirs do, so that they are read again with them. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type AcceptanceQuery = NonNullable<
  paths["/api/teams/{team}/acceptances/"]["get"]["parameters"]["query"]
>;

/**
 * A live connection is about one model and reads its whole architecture, so the pages of a team, which show all
 * models, have none: they ask again while they are in sight.
 */
export const TEAM_EVERY_MS = 10_000;
const TO_DECIDE_EVERY_MS = 60_000;

export const teamAcceptancesQuery = (team: string, query: AcceptanceQuery) =>
  queryOptions({
    queryKey: [...keys.team(team), "acceptances", query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/acceptances/", { params: { path: { team }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: TEAM_EVERY_MS,
  });

/** How many requests the person is asked to decide. */
export const acceptancesToDecideQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "acceptances", "to-decide"],
    queryFn: async ({ signal }) => {
      const query = { to_decide: true, page_size: 1 };
      const found = await unwrap(
        api.GET("/api/teams/{team}/acceptances/", { params: { path: { team }, query }, signal }),
      );
      return found.count;
    },
    refetchInterval: TO_DECIDE_EVERY_MS,
  });

/** The acceptances of one threat, the newest first. */
export const threatAcceptancesQuery = (model: string, threat: number) =>
  queryOptions({
    queryKey: [...keys.model(model), "acceptances", "of", threat],
    queryFn: ({ signal }) => {
      const query = { threat, ordering: "-requested", page_size: 20 };
      return unwrap(
        api.GET("/api/models/{model}/acceptances/", { params: { path: { model }, query }, signal }),
      );
    },
  });

/** One acceptance in full; `pollMs` where no live connection tells of changes. */
export const acceptanceQuery = (model: string, number: number, pollMs: number | false = false) =>
  queryOptions({
    queryKey: [...keys.model(model), "acceptances", number],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/acceptances/{number}/", {
          params: { path: { model, number } },
          signal,
        }),
      ),
    refetchInterval: pollMs,
  });

export const acceptanceOptionsQuery = (model: string) =>
  queryOptions({
    queryKey: [...keys.model(model), "acceptances", "options"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/acceptances/options/", {
          params: { path: { model } },
          signal,
        }),
      ),
  });

/** Read again what acceptances show or change. */
export async function refreshAcceptances(client: QueryClient, models: Iterable<string>) {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["team"] }),
    ...[...models].map((model) => client.invalidateQueries({ queryKey: keys.model(model) })),
  ]);
}
