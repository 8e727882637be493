/** The elements that a fact is asked of, each with its own answer. */
import { Link } from "@tanstack/react-router";
import { KindIcon } from "@/entities/badges/KindIcon";
import { type CardEntry, type CardPart, partText } from "@/model/labels/questionCards";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AnswerControl } from "../AnswerControl";
import { answerQuestions } from "../actions/answerQuestions";
import { GivenAnswer } from "../GivenAnswer";
import classes from "./cards.module.css";
import { WaitingMenu } from "./DeferAndAskButtons";
import { DeferredOrAskedNote } from "./DeferredOrAskedNote";

export function FactElements({ part }: { part: CardPart }) {
  const rest = part.entry_count - part.entries.length;
  const kept = useStableOrder(part.entries, ({ subject }) => subject.uid);
  return (
    <ul className={classes.entries}>
      {kept.map(({ row, gone }) => (
        <li key={row.subject.uid} className={classes.entry}>
          <EntryLine part={part} entry={row} answered={gone} />
        </li>
      ))}
      {rest > 0 && (
        <li className={classes.rest}>
          {rest.toLocaleString("en-US")} more appear once these are answered
        </li>
      )}
    </ul>
  );
}

interface EntryLineProps {
  part: CardPart;
  entry: CardEntry;
  answered: boolean;
}

function EntryLine({ part, entry, answered }: EntryLineProps) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(answerQuestions, id);
  const { subject, questions } = entry;
  const text = partText({ ...part, entries: [entry], entry_count: 1 });
  const onAnswer = (value: unknown): void =>
    step.mutate({ answers: questions.map((question) => ({ question, value })) });
  return (
    <>
      <div className={classes.entryName}>
        <Link className={classes.subject} {...linkToSubject(id, subject)} title={subject.uid}>
          <KindIcon kind={subject.kind} size={14} />
          <span>{subject.name}</span>
        </Link>
        <DeferredOrAskedNote {...entry} count={questions.length} />
      </div>
      {answered && <GivenAnswer value={step.variables?.answers[0]?.value} fact={part.fact} />}
      {canEdit && !answered && (
        <div className={classes.all}>
          <AnswerControl
            question={{ ...part, text }}
            pending={step.isPending}
            onAnswer={onAnswer}
          />
          <WaitingMenu
            chosen={{ questions }}
            state={{ ...entry, count: questions.length }}
            about={text}
          />
        </div>
      )}
    </>
  );
}
