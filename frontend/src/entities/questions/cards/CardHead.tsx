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
    <div className={classes.words}>
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
