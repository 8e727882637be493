/** One open question with the control that answers it. */
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import type { Question } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { AnswerControl } from "./AnswerControl";
import { AnswerImpactHint } from "./AnswerImpactHint";
import { answerQuestion } from "./actions/answerQuestion";
import { GivenAnswer } from "./GivenAnswer";
import type { OpenQuestion } from "./openQuestion";
import classes from "./questions.module.css";

interface QuestionItemProps {
  model: string;
  /** Inside a panel of the element itself it comes without subject and rules. */
  question: OpenQuestion;
  /** It is not open any more: what was answered stands in its place. */
  answered?: boolean;
  onSkip?: (() => void) | undefined;
}

export function QuestionItem(props: QuestionItemProps) {
  const { model, question, answered = false, onSkip } = props;
  const { canEdit } = useModel();
  const answer = useUndoableMutation(answerQuestion, model);
  const { subject, rules, could_raise } = question;
  const place = useRef<HTMLElement>(null);
  const onAnswer = (value: unknown): void => {
    // The button goes away: the focus stays where it was.
    place.current?.focus({ preventScroll: true });
    answer.mutate({ id: question.id, value });
  };
  return (
    <article
      ref={place}
      className={classes.item}
      tabIndex={-1}
      data-compact={subject === undefined}
      data-answered={answered || undefined}
    >
      <div className={classes.words}>
        <h3 className={classes.text}>{question.text}</h3>
        <p className={classes.about}>
          {subject && <Subject model={model} subject={subject} />}
          <AnswerImpactHint counts={could_raise ?? {}} rules={rules}>
            {rules && <Waiting rules={rules} />}
          </AnswerImpactHint>
        </p>
      </div>
      {answered ? (
        <GivenAnswer value={answer.variables?.value} fact={question.fact} />
      ) : (
        canEdit && (
          <AnswerControl
            question={question}
            pending={answer.isPending}
            onAnswer={onAnswer}
            onSkip={onSkip}
          />
        )
      )}
    </article>
  );
}

function Waiting({ rules }: { rules: readonly string[] }) {
  return (
    <span title={rules.join("\n")}>
      {rules.length === 1 ? "1 rule depends" : `${rules.length} rules depend`} on this
    </span>
  );
}

function Subject({ model, subject }: { model: string; subject: Question["subject"] }) {
  return (
    <Link className={classes.subject} {...linkToSubject(model, subject)} title={subject.uid}>
      <KindIcon kind={subject.kind} size={14} />
      <span>{subject.name}</span>
    </Link>
  );
}
