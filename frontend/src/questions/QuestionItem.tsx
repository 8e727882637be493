/** One open question with the control that answers it. */
import { Link } from "@tanstack/react-router";
import type { Question } from "../api/types";
import { subjectLink } from "../model/subjects";
import { KindIcon } from "../ui/KindIcon";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { AnswerControl } from "./AnswerControl";
import { answerQuestion } from "./actions/answerQuestion";
import classes from "./questions.module.css";
import { Raises } from "./Raises";

/** What the answer control needs of a question. */
export type Asked = Pick<Question, "id" | "text" | "label" | "type" | "options"> &
  Partial<Question>;

interface QuestionItemProps {
  model: string;
  /** Inside a panel of the element itself it comes without subject and rules. */
  question: Asked;
  onSkip?: (() => void) | undefined;
}

export function QuestionItem({ model, question, onSkip }: QuestionItemProps) {
  const { canEdit } = useModel();
  const answer = useStep(answerQuestion, model);
  const { subject, rules, could_raise } = question;
  return (
    <article className={classes.item} data-compact={subject === undefined}>
      <div className={classes.words}>
        <h3 className={classes.text}>{question.text}</h3>
        <p className={classes.about}>
          {subject && <Subject model={model} subject={subject} />}
          <Raises counts={could_raise ?? {}} rules={rules}>
            {rules && <Waiting rules={rules} />}
          </Raises>
        </p>
      </div>
      {canEdit && (
        <AnswerControl
          question={question}
          pending={answer.isPending}
          onAnswer={(value) => answer.mutate({ id: question.id, value })}
          onSkip={onSkip}
        />
      )}
    </article>
  );
}

function Waiting({ rules }: { rules: readonly string[] }) {
  return (
    <span title={rules.join("\n")}>
      {rules.length === 1 ? "1 rule waits" : `${rules.length} rules wait`} for this
    </span>
  );
}

function Subject({ model, subject }: { model: string; subject: Question["subject"] }) {
  return (
    <Link className={classes.subject} {...subjectLink(model, subject)} title={subject.uid}>
      <KindIcon kind={subject.kind} size={14} />
      <span>{subject.name}</span>
    </Link>
  );
}
