/** The facts that a card asks for, each answered for all its elements or opened. */
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { QuestionCard } from "@/api/types";
import { type CardPart, partSize, partText } from "@/model/labels/questionCards";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AnswerControl } from "../AnswerControl";
import { AnswerImpactHint } from "../AnswerImpactHint";
import { answerCard } from "../actions/answerCard";
import { GivenAnswer } from "../GivenAnswer";
import { AllLabel } from "./CardControls";
import { useCardList } from "./cardContext";
import classes from "./cards.module.css";
import { WaitingMenu } from "./DeferAndAskButtons";
import { FactElements } from "./FactElements";

export function CardFacts({ card }: { card: QuestionCard }) {
  const kept = useStableOrder(card.parts, ({ id }) => id);
  const [only] = card.parts;
  if (card.parts.length === 1 && kept.length === 1 && only) return <FactElements part={only} />;
  return (
    <ul className={classes.parts}>
      {kept.map(({ row, gone }) => (
        <li key={row.id} className={classes.part}>
          <PartRow card={card} part={row} answered={gone} />
        </li>
      ))}
    </ul>
  );
}

interface PartRowProps {
  card: QuestionCard;
  part: CardPart;
  answered: boolean;
}

function PartRow({ card, part, answered }: PartRowProps) {
  const { id, canEdit } = useModel();
  const { scope } = useCardList();
  const [open, setOpen] = useState(false);
  const step = useUndoableMutation(answerCard, id);
  const text = partText(part);
  const value = step.variables?.values[part.id];
  return (
    <>
      <div className={classes.partLine} data-answered={answered || undefined}>
        <div className={classes.words}>
          <p className={classes.partText}>{text}</p>
          <p className={classes.about}>
            {part.entry_count > 1 && (
              <PartToggle part={part} open={open} onToggle={() => setOpen(!open)} />
            )}
            <AnswerImpactHint counts={part.could_raise} />
          </p>
        </div>
        {answered && <GivenAnswer value={value} fact={part.fact} />}
        {canEdit && !answered && (
          <div className={classes.all}>
            <AllLabel count={part.count} />
            <AnswerControl
              question={{ ...part, text }}
              pending={step.isPending}
              onAnswer={(given) => step.mutate({ card, scope, values: { [part.id]: given } })}
            />
            <WaitingMenu
              chosen={{ ...scope, card: card.id, parts: [part.id] }}
              state={stateOf(part)}
              about={text}
            />
          </div>
        )}
      </div>
      {open && !answered && <FactElements part={part} />}
    </>
  );
}

interface PartToggleProps {
  part: CardPart;
  open: boolean;
  onToggle: () => void;
}

function PartToggle({ part, open, onToggle }: PartToggleProps) {
  const { kinds } = useCardList();
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      <IconChevronRight size={14} aria-hidden="true" />
      {partSize(part, kinds)}
    </button>
  );
}

function stateOf({ entries, count }: CardPart) {
  const deferred = entries.map((one) => one.deferred).filter((one) => one !== null);
  const [first] = deferred;
  const all = deferred.reduce((sum, one) => sum + one.count, 0);
  return {
    deferred: first ? { ...first, count: all } : null,
    assigned: entries.flatMap((one) => one.assigned),
    count,
  };
}
