/** All cards of the session in one line, by category: what became of each, and which is in turn. */
import { Link } from "@tanstack/react-router";
import type { PrivacySession } from "@/api/types";
import { useMethods } from "@/entities/badges/useMethods";
import { categoryOf } from "@/model/labels/categories";
import { useModel } from "@/session/useModel";
import classes from "./deckStrip.module.css";
import { byCategory, type PlayedCard } from "./session";

interface DeckStripProps {
  session: PrivacySession;
  cards: readonly PlayedCard[];
  shown: string | undefined;
}

const STATES = { waiting: "not played", discussed: "discussed", skipped: "skipped" };

export function DeckStrip({ session, cards, shown }: DeckStripProps) {
  const methods = useMethods();
  return (
    <nav className={classes.strip} aria-label="Cards">
      {byCategory(cards).map(([category, group]) => (
        <div key={category} className={classes.group}>
          <span className={classes.name} title={categoryOf(category, methods).label}>
            {categoryOf(category, methods).label}
          </span>
          <ol className={classes.cards}>
            {group.map((card) => (
              <li key={card.card}>
                <CardLink session={session} card={card} isShown={card.card === shown} />
              </li>
            ))}
          </ol>
        </div>
      ))}
    </nav>
  );
}

interface CardLinkProps {
  session: PrivacySession;
  card: PlayedCard;
  isShown: boolean;
}

function CardLink({ session, card, isShown }: CardLinkProps) {
  const { id } = useModel();
  const inTurn = session.state === "running" && card.place === session.position;
  const threats = card.threats.length;
  const said = [
    `${card.card} ${card.content.title}`,
    inTurn ? "in turn" : STATES[card.state],
    ...(threats > 0 ? [`${threats} ${threats === 1 ? "threat" : "threats"}`] : []),
  ].join(", ");
  return (
    <Link
      className={classes.card}
      to="/m/$model/linddun-go"
      params={{ model: id }}
      search={{ session: session.id, card: inTurn ? undefined : card.card }}
      aria-current={isShown ? "true" : undefined}
      aria-label={said}
      title={said}
      data-state={card.state}
      data-turn={inTurn || undefined}
      data-threats={threats > 0 || undefined}
      replace
    >
      {card.card}
    </Link>
  );
}
