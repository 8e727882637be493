/** A session that is running: the cards, the one that is shown, the votes on it, and what was recorded. */
import { VisuallyHidden } from "@mantine/core";
import type { PrivacyDeck, PrivacySession } from "@/api/types";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { AllCardsPlayed } from "./AllCardsPlayed";
import { CurrentCard } from "./CurrentCard";
import { DeckStrip } from "./DeckStrip";
import classes from "./linddunGo.module.css";
import { NoPersonalData } from "./NoPersonalData";
import { SessionAside } from "./SessionAside";
import { inTurnText, playedCards, shownCard } from "./session";

interface RunningSessionProps {
  session: PrivacySession;
  deck: PrivacyDeck;
}

export function RunningSession({ session, deck }: RunningSessionProps) {
  const [address] = useSearchParams();
  const cards = playedCards(session, deck.cards);
  const shown = shownCard(session, cards, firstOf(address as never, "card"));
  return (
    <div className={classes.stack}>
      <VisuallyHidden role="status">{inTurnText(session, cards)}</VisuallyHidden>
      {!deck.personal_data && <NoPersonalData />}
      <DeckStrip session={session} cards={cards} shown={shown?.card} />
      <div className={classes.table}>
        {shown ? (
          <CurrentCard session={session} card={shown} />
        ) : (
          <AllCardsPlayed session={session} />
        )}
        <SessionAside session={session} cards={cards} shown={shown} />
      </div>
    </div>
  );
}
