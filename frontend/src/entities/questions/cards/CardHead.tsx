/** What a card asks, why, what the answers could raise, and who was asked. */
import { IconChevronRight } from "@tabler/icons-react";
import type { QuestionCard } from "@/api/types";
import { cardReason, cardTitle, partSize, questionsCount } from "@/model/labels/questionCards";
import { AnswerImpactHint } from "../AnswerImpactHint";
import { useCardList } from "./cardContext";
import classes from "./cards.module.css";
import { DeferredOrAskedNote } from "./DeferredOrAskedNote";

interface CardHeadProps {
  card: QuestionCard;
  open: boolean;
  /** null where there is nothing to open. */
  onToggle: (() => void) | null;
}

export function CardHead({ card, open, onToggle }: CardHeadProps) {
  const { kinds, compact } = useCardList();
  const only = card.parts.length === 1 ? card.parts[0] : undefined;
  const size = only ? partSize(only, kinds) : questionsCount(card.count);
  const Title = compact ? "h3" : "h2";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button inside is for keys
    // biome-ignore lint/a11y/noStaticElementInteractions: it is the same as the button inside
    <div
      className={classes.words}
      data-opens={onToggle ? "" : undefined}
      onClick={(event) => onToggle && isOnWords(event.target) && onToggle()}
    >
      <Title className={classes.title}>{cardTitle(card)}</Title>
      <p className={classes.why}>{cardReason(card)}</p>
      <p className={classes.about}>
        {onToggle ? (
          <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
            <IconChevronRight size={14} aria-hidden="true" />
            {size}
          </button>
        ) : (
          <span>{size}</span>
        )}
        <AnswerImpactHint counts={card.could_raise} />
      </p>
      <DeferredOrAskedNote {...card} />
    </div>
  );
}

/** Whether a click was for the words themselves: not for a control among them, nor to mark some of them. */
function isOnWords(target: EventTarget): boolean {
  const isControl = target instanceof Element && target.closest("button, a") !== null;
  return !isControl && !getSelection()?.toString();
}
