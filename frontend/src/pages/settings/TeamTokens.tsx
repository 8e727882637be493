/** API tokens of the team's members, for its owners: how long they may live, which there are, and their end. */
import { Button, NumberInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldError } from "@/api/fieldError";
import { keys } from "@/api/queries";
import type { ApiToken, Team } from "@/api/types";
import { TokenList } from "@/entities/apiTokens/TokenList";
import { ErrorState } from "@/ui/ErrorState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import classes from "@/ui/settings.module.css";
import { toast } from "@/ui/toast";

const DAYS_MOST = 1_825;
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
        <TokenLifetime team={team} />
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

function TokenLifetime({ team }: { team: Team }) {
  const client = useQueryClient();
  const [days, setDays] = useState<number | string>(team.max_token_days);
  const changed = typeof days === "number" && days !== team.max_token_days;
  const limit = useMutation({
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/teams/{team}/", {
          params: { path: { team: team.id } },
          body: { max_token_days: Number(days) },
        }),
      ),
    onSuccess: async () => {
      toast.success("The lifetime was saved.");
      await client.invalidateQueries({ queryKey: keys.team(team.id) });
    },
  });
  return (
    <form
      className={classes.inline}
      onSubmit={(event) => {
        event.preventDefault();
        limit.mutate();
      }}
    >
      <NumberInput
        aria-label="Longest lifetime of an API token"
        value={days}
        onChange={setDays}
        min={1}
        max={DAYS_MOST}
        allowDecimal={false}
        suffix=" days"
        error={fieldError(limit.error, "max_token_days")}
      />
      <Button type="submit" disabled={!changed} loading={limit.isPending}>
        Save
      </Button>
    </form>
  );
}
