/** A card of questions: answered as a whole, or opened and answered by fact and by element. */
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import type { QuestionCard } from "@/api/types";
import { cardTitle } from "@/model/labels/questionCards";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { answerCard } from "../actions/answerCard";
import { deferQuestions } from "../actions/deferQuestions";
import { GivenAnswer } from "../GivenAnswer";
import { CardControls } from "./CardControls";
import { CardFacts } from "./CardFacts";
import { CardHead } from "./CardHead";
import { useCardList } from "./cardContext";
import { cardKey } from "./cardKeys";
import classes from "./cards.module.css";
import { focusAdjacentCard } from "./focusAdjacentCard";

interface CardItemProps {
  card: QuestionCard;
  /** It is not open any more: what was answered stands in its place. */
  answered: boolean;
  mark?: ReactNode;
}

export function CardItem({ card, answered, mark }: CardItemProps) {
  const { id, canEdit } = useModel();
  const { scope } = useCardList();
  const [open, setOpen] = useState(false);
  const answer = useUndoableMutation(answerCard, id);
  const defer = useUndoableMutation(deferQuestions, id);
  const row = useRef<HTMLLIElement>(null);
  const only = card.parts.length === 1 ? card.parts[0] : undefined;
  const foldable = only === undefined || only.entry_count > 1;

  const send = (values: Record<string, unknown>): void => answer.mutate({ card, scope, values });
  const onAnswer = (values: Record<string, unknown>): void => {
    // The button goes away: the focus stays in the list.
    row.current?.focus({ preventScroll: true });
    send(values);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const key = cardKey(event, card);
    if (key === "toggle") setOpen(foldable && !open);
    if (key === null || key === "toggle" || !canEdit || answered) return;
    focusAdjacentCard(event.currentTarget, event.currentTarget.nextElementSibling ? 1 : -1);
    if (key === "defer") defer.mutate({ chosen: { ...scope, card: card.id }, deferred: true });
    else send(key.values);
  };
  return (
    <li
      ref={row}
      className={classes.card}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one walks the list with the arrow keys and answers with Y, N and D
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-card={card.id}
      data-field={`${card.id}/answer`}
      data-answered={answered || undefined}
      aria-label={cardTitle(card)}
    >
      {mark}
      <article className={classes.head}>
        <CardHead card={card} open={open} onToggle={foldable ? () => setOpen(!open) : null} />
        {answered && <GivenAnswer value={givenAnswer(answer.variables?.values)} />}
        {canEdit && !answered && (
          <CardControls
            card={card}
            pending={answer.isPending || defer.isPending}
            onAnswer={onAnswer}
          />
        )}
      </article>
      {open && !answered && <CardFacts card={card} />}
    </li>
  );
}

/** The answer itself where there was one, "3 facts" where there were more; undefined where it came from elsewhere. */
function givenAnswer(values: Record<string, unknown> | undefined): unknown {
  if (!values) return undefined;
  const given = Object.values(values);
  return given.length === 1 ? given[0] : `${given.length} facts`;
}
