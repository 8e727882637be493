/** The person's API tokens: with them programs and pipelines use the API in the person's name. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { TokenList } from "@/entities/apiTokens/TokenList";
import { useSession } from "@/session/session";
import { lazyWithRetry } from "@/ui/codeLoading";
import { ErrorState } from "@/ui/ErrorState";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { PushHelp } from "./PushSetup";
import { ownTokensQuery, refreshOwnTokens, revokeOwnToken } from "./queries";

const TokenDialog = lazyWithRetry(() => import("./TokenDialog"));

export function ApiTokens() {
  const client = useQueryClient();
  const query = useQuery(ownTokensQuery());
  const [adding, setAdding] = useState(false);
  const tokens = query.data?.results ?? [];
  const { user, demo } = useSession();
  const isShared = demo !== null && demo.email === user?.email;
  return (
    <Section
      title="API tokens"
      description="Let pipelines and programs use Bulkhead in your name, in one team or for one model. A token never allows more than your role."
      actions={
        !isShared && (
          <Button variant="default" onClick={() => setAdding(true)}>
            Create token
          </Button>
        )
      }
      flush={tokens.length > 0}
    >
      {query.error && <ErrorState error={query.error} size="compact" />}
      {query.data && tokens.length === 0 && (
        <span className={rows.muted}>
          {isShared ? (
            "This demo account is shared, so it has no tokens."
          ) : (
            <>
              No tokens. Create one to import files from a pipeline with <code>bulkhead push</code>.
            </>
          )}{" "}
          <PushHelp>How pipelines import files</PushHelp>
        </span>
      )}
      <TokenList
        tokens={tokens}
        showOwner={false}
        revoke={async (token) => {
          await revokeOwnToken(token);
          await refreshOwnTokens(client);
        }}
      />
      <Suspense>{adding && <TokenDialog onClose={() => setAdding(false)} />}</Suspense>
    </Section>
  );
}
