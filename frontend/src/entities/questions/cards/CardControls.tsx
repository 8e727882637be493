/** What can be said of a whole card: its answers, "don't know yet", and whom to ask. */
import { Button } from "@mantine/core";
import type { QuestionCard } from "@/api/types";
import { cardTitle, partText } from "@/model/labels/questionCards";
import { AnswerControl } from "../AnswerControl";
import { useCardList } from "./cardContext";
import classes from "./cards.module.css";
import { DeferAndAskButtons } from "./DeferAndAskButtons";

interface CardControlsProps {
  card: QuestionCard;
  pending: boolean;
  onAnswer: (values: Record<string, unknown>) => void;
}

export function CardControls({ card, pending, onAnswer }: CardControlsProps) {
  const { scope } = useCardList();
  const only = card.parts.length === 1 ? card.parts[0] : undefined;
  return (
    <div className={classes.controls}>
      {only ? (
        <div className={classes.all}>
          <AllLabel count={only.count} />
          <AnswerControl
            question={{ ...only, text: partText(only) }}
            pending={pending}
            onAnswer={(value) => onAnswer({ [only.id]: value })}
          />
        </div>
      ) : (
        card.answers.length > 0 && <Choices card={card} pending={pending} onAnswer={onAnswer} />
      )}
      <DeferAndAskButtons
        chosen={{ ...scope, card: card.id }}
        state={card}
        about={cardTitle(card)}
      />
    </div>
  );
}

/** Answers to several facts at once; what they leave out stays open. */
function Choices({ card, pending, onAnswer }: CardControlsProps) {
  const counts = new Set(card.answers.map((one) => one.count));
  const [count = 0] = counts;
  return (
    <fieldset
      className={classes.all}
      disabled={pending}
      aria-label={`Answer all: ${cardTitle(card)}`}
    >
      {counts.size === 1 && <AllLabel count={count} />}
      <Button.Group>
        {card.answers.map(({ label, values, count: answers }) => (
          <Button
            key={label}
            variant="default"
            size="compact-sm"
            px={14}
            title={`Answers ${answers} of ${card.count}`}
            onClick={() => onAnswer(values)}
          >
            {label}
          </Button>
        ))}
      </Button.Group>
    </fieldset>
  );
}

export function AllLabel({ count }: { count: number }) {
  if (count < 2) return null;
  return <span className={classes.allLabel}>All {count.toLocaleString("en-US")}</span>;
}
