/** What is read of the proposals of agents. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type ProposalQuery = NonNullable<
  paths["/api/models/{model}/proposals/"]["get"]["parameters"]["query"]
>;

/** Everything of the proposals of a model begins with it. */
export const proposalsKey = (model: string) => [...keys.model(model), "proposals"] as const;

export const proposalsQuery = (model: string, query: ProposalQuery) =>
  queryOptions({
    queryKey: [...proposalsKey(model), query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/proposals/", { params: { path: { model }, query }, signal }),
      ),
    placeholderData: keepPreviousData,
  });

/** How many wait for a person, in all and by kind, and how many no longer do. */
export const proposalCountsQuery = (model: string) =>
  queryOptions({
    queryKey: [...proposalsKey(model), "counts"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/proposals/counts/", { params: { path: { model } }, signal }),
      ),
  });

/** How many wait that are about one element or flow. */
export const proposalsAboutQuery = (model: string, element: string) =>
  queryOptions({
    queryKey: [...proposalsKey(model), "about", element],
    queryFn: async ({ signal }) => {
      const query: ProposalQuery = { element, state: ["pending"], page_size: 1 };
      const found = await unwrap(
        api.GET("/api/models/{model}/proposals/", { params: { path: { model }, query }, signal }),
      );
      return found.count;
    },
  });

/** The most that wait at once. */
const MOST_PENDING = 200;

/** How many mitigations wait that are for one threat. */
export const proposedForThreatQuery = (model: string, threat: number) => {
  const query: ProposalQuery = {
    kind: ["mitigation"],
    state: ["pending"],
    page_size: MOST_PENDING,
  };
  return queryOptions({
    queryKey: [...proposalsKey(model), query],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/proposals/", { params: { path: { model }, query }, signal }),
      ),
    select: ({ results }) =>
      results.filter(({ mitigation }) =>
        mitigation?.threats.some(({ number }) => number === threat),
      ).length,
  });
};

export function refreshProposals(client: QueryClient, model: string): Promise<void> {
  return client.invalidateQueries({ queryKey: keys.model(model) });
}
