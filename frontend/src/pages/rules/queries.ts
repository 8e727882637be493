/** What the rule browser reads from the server. Every key starts with that of the team. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { paths } from "@/api/schema";

export type RuleQuery = NonNullable<
  paths["/api/teams/{team}/rules/"]["get"]["parameters"]["query"]
>;

export const rulesQuery = (team: string, query: RuleQuery) =>
  queryOptions({
    queryKey: [...keys.team(team), "rules", query],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/teams/{team}/rules/", { params: { path: { team }, query }, signal })),
    placeholderData: keepPreviousData,
  });

export const ruleQuery = (team: string, rule: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "rule", rule],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/rules/{rule}/", { params: { path: { team, rule } }, signal }),
      ),
  });
