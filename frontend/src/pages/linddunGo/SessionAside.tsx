/** Who is at the table, who has voted on the card that is shown, and the threats recorded so far. */
import { IconCheck } from "@tabler/icons-react";
import type { PrivacySession } from "@/api/types";
import { PersonAvatar } from "@/entities/people/PersonAvatar";
import { Section } from "@/ui/Section";
import classes from "./aside.module.css";
import { RecordedThreats } from "./RecordedThreats";
import { type PlayedCard, recordedThreats, voteOf } from "./session";

interface SessionAsideProps {
  session: PrivacySession;
  cards: readonly PlayedCard[];
  shown: PlayedCard | null;
}

export function SessionAside({ session, cards, shown }: SessionAsideProps) {
  const threats = recordedThreats(cards);
  return (
    <aside className={classes.aside} aria-label="Table">
      <Section title="Participants" flush>
        <ul className={classes.people}>
          {session.participants.map((person) => (
            <li key={person.id} className={classes.person}>
              <PersonAvatar person={person} size={24} withName />
              {person.id === session.turn?.id && <span className={classes.turn}>In turn</span>}
              {shown && voteOf(shown.votes, person.id) && (
                <span className={classes.voted}>
                  <IconCheck size={14} aria-hidden="true" />
                  Voted
                </span>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={threats.length === 0 ? "Threats" : `Threats (${threats.length})`} flush>
        {threats.length === 0 ? (
          <p className={classes.none}>Nothing recorded yet.</p>
        ) : (
          <RecordedThreats threats={threats} />
        )}
      </Section>
    </aside>
  );
}
