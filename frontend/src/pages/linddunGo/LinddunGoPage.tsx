/** LINDDUN GO: cards about privacy, one at a time, on which the people at the table vote; what applies becomes a threat. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PrivacyDeck, PrivacySession } from "@/api/types";
import { deckQuery, sessionsKey } from "@/entities/linddunGo/queries";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import classes from "./linddunGo.module.css";
import { PastSessions } from "./PastSessions";
import { sessionQuery, sessionsQuery } from "./queries";
import { RunningSession } from "./RunningSession";
import { SessionActions } from "./SessionActions";
import { SessionSummary } from "./SessionSummary";
import { StartSession } from "./StartSession";
import { progressText } from "./session";

const OVERVIEW = "all";

export default function LinddunGoPage() {
  const { id } = useModel();
  useLiveInvalidation("privacy-session", sessionsKey);
  const shown = useShownSession();
  const deck = useQuery(deckQuery(id));
  const error = deck.error ?? shown.error;
  const { session } = shown;
  return (
    <Page title="LINDDUN GO">
      <PageHeader
        title="LINDDUN GO"
        meta={session ? progressText(session) : null}
        description="Cards about privacy are dealt in turn. People vote on each, and what applies is recorded as a threat."
        actions={session && <HeaderActions session={session} />}
      />
      {error && !deck.data ? (
        <ErrorState error={error} onRetry={() => void deck.refetch()} />
      ) : !deck.data || shown.isPending ? (
        <Waiting />
      ) : shown.error ? (
        <ErrorState error={shown.error} />
      ) : session ? (
        <Session session={session} deck={deck.data} />
      ) : (
        <Overview deck={deck.data} />
      )}
    </Page>
  );
}

/** The session that the address names, else the one that is running, also once it is finished; none for the list. */
function useShownSession() {
  const { id } = useModel();
  const [address] = useSearchParams();
  const named = firstOf(address as never, "session");
  const list = useQuery(sessionsQuery(id));
  const running = list.data?.results.find(({ state }) => state === "running")?.id;
  const [seen, setSeen] = useState<string>();
  if (running !== undefined && running !== seen) setSeen(running);
  const wanted = named === OVERVIEW ? undefined : named || running || seen;
  const one = useQuery({ ...sessionQuery(id, wanted ?? ""), enabled: wanted !== undefined });
  const isPending = wanted === undefined ? list.isPending : one.isPending;
  const error = wanted === undefined ? list.error : one.data ? null : one.error;
  return { session: wanted === undefined ? undefined : one.data, isPending, error };
}

function HeaderActions({ session }: { session: PrivacySession }) {
  const { id } = useModel();
  return (
    <div className={classes.headActions}>
      <LinkButton
        variant="default"
        to="/m/$model/linddun-go"
        params={{ model: id }}
        search={{ session: OVERVIEW }}
      >
        All sessions
      </LinkButton>
      <SessionActions session={session} />
    </div>
  );
}

function Session({ session, deck }: { session: PrivacySession; deck: PrivacyDeck }) {
  if (session.state === "finished") return <SessionSummary session={session} deck={deck.cards} />;
  return <RunningSession session={session} deck={deck} />;
}

function Overview({ deck }: { deck: PrivacyDeck }) {
  return (
    <>
      <StartSession deck={deck} />
      <PastSessions />
    </>
  );
}

function Waiting() {
  return (
    <div className={classes.stack} role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={48} />
      <Skeleton height={320} />
    </div>
  );
}
