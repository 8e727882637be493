/**
 * The card that is shown: its questions, what it is about, the votes, and the way to the next one, which stays the same
 * button, so that the focus stays on it.
 */
import { useQuery } from "@tanstack/react-query";
import type { PrivacySession } from "@/api/types";
import { cardMatchesQuery } from "@/entities/linddunGo/queries";
import { useModel } from "@/session/useModel";
import { CardElements } from "./CardElements";
import { CardFace } from "./CardFace";
import { CardNavigation } from "./CardNavigation";
import { CardVotes } from "./CardVotes";
import classes from "./linddunGo.module.css";
import { RecordThreat } from "./RecordThreat";
import { namedSubjects, type PlayedCard } from "./session";
import { useOwnVote } from "./useOwnVote";

interface CurrentCardProps {
  session: PrivacySession;
  card: PlayedCard;
}

export function CurrentCard({ session, card }: CurrentCardProps) {
  const { id, canEdit } = useModel();
  const matches = useQuery(cardMatchesQuery(id, card.card));
  const vote = useOwnVote(session, card);
  const named = namedSubjects(card.votes);
  return (
    <article className={classes.currentCard} aria-label={`Card ${card.card}`}>
      <CardFace session={session} card={card} />
      <CardElements
        key={card.card}
        card={card}
        matches={matches}
        chosen={vote.uids}
        onToggle={canEdit ? vote.toggle : null}
      />
      <CardVotes card={card} vote={vote} />
      <footer className={classes.foot}>
        <RecordThreat
          session={session}
          card={card}
          matches={matches.data}
          chosen={vote.uids.length > 0 ? vote.uids : named.map(({ uid }) => uid)}
        />
        <CardNavigation session={session} card={card} />
      </footer>
    </article>
  );
}
