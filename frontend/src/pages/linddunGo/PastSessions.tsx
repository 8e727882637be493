/** The sessions of the model, the newest first. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { PrivacySessionRow } from "@/api/types";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import classes from "./linddunGo.module.css";
import { sessionsQuery } from "./queries";
import { nameOf } from "./session";

export function PastSessions() {
  const { id } = useModel();
  const sessions = useQuery(sessionsQuery(id)).data?.results ?? [];
  if (sessions.length === 0) return null;
  return (
    <Section title="Sessions" flush>
      <ul className={classes.plainList}>
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function SessionItem({ session }: { session: PrivacySessionRow }) {
  const { id } = useModel();
  const { state, started_at, started_by, discussed, cards_count: cards } = session;
  return (
    <li className={rows.row}>
      <span className={rows.rowMain}>
        <Link
          className={classes.link}
          to="/m/$model/linddun-go"
          params={{ model: id }}
          search={{ session: session.id }}
        >
          Started <RelativeTime at={started_at} /> by {nameOf(started_by)}
        </Link>
        <span className={rows.detail}>
          {discussed} of {cards} cards discussed, {session.participants_count}{" "}
          {session.participants_count === 1 ? "participant" : "participants"}
        </span>
      </span>
      <span className={rows.whole}>
        {session.threats_count} {session.threats_count === 1 ? "threat" : "threats"}
      </span>
      <span className={classes.state} data-state={state}>
        {state === "running" ? "Running" : "Finished"}
      </span>
    </li>
  );
}
