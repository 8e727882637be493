/** API tokens of the team's members, for its owners: how long they may live, which there are, and their end. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/queries";
import type { ApiToken, Team } from "@/api/types";
import { TokenList } from "@/entities/apiTokens/TokenList";
import { ErrorState } from "@/ui/ErrorState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { TeamDaysLimit } from "./TeamDaysLimit";

const SHOWN = 100;

const teamTokensQuery = (team: string) =>
  queryOptions({
    queryKey: [...keys.team(team), "api-tokens"],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/teams/{team}/tokens/", {
          params: { path: { team }, query: { page_size: SHOWN } },
          signal,
        }),
      ),
  });

export function TeamTokens({ team }: { team: Team }) {
  const client = useQueryClient();
  const query = useQuery(teamTokensQuery(team.id));
  const tokens = query.data?.results ?? [];
  const revoke = async (token: ApiToken) => {
    const params = { path: { team: team.id, token: token.id } };
    await unwrap(api.DELETE("/api/teams/{team}/tokens/{token}/", { params }));
    await client.invalidateQueries({ queryKey: teamTokensQuery(team.id).queryKey });
  };
  return (
    <>
      <Section
        title="API tokens"
        description="The longest lifetime of a token of this team, from when it is created. Members create tokens in their account."
      >
        <TeamDaysLimit
          team={team}
          field="max_token_days"
          label="Longest lifetime of an API token"
          saved="The lifetime was saved."
        />
      </Section>
      <Section
        title="Tokens of members"
        description="Programs use the team's models with them, in the name of a member and with no more rights."
        flush={tokens.length > 0}
      >
        {query.error && <ErrorState error={query.error} size="compact" />}
        {query.data && tokens.length === 0 && <span className={rows.muted}>No tokens.</span>}
        <TokenList tokens={tokens} showOwner revoke={revoke} />
      </Section>
    </>
  );
}
