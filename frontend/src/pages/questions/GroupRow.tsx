/** Questions about one fact in a row: answered for all at once, or opened and answered one by one. */
import { IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { QuestionGroup } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { AnswerControl } from "@/entities/questions/AnswerControl";
import { answerGroup } from "@/entities/questions/actions/answerGroup";
import { GivenAnswer } from "@/entities/questions/GivenAnswer";
import { ImpactHint } from "@/entities/questions/ImpactHint";
import classes from "@/entities/questions/questions.module.css";
import { controlFor } from "@/model/labels/answers";
import { groupText } from "@/model/labels/questionGroups";
import { useModel } from "@/session/useModel";
import { useUndoableMutation } from "@/ui/useUndoableMutation";
import { GroupMembers } from "./GroupMembers";

interface GroupRowProps {
  group: QuestionGroup;
  size: string;
  /** It is not open any more: what was answered stands in its place. */
  answered: boolean;
  /** What narrows the list. */
  search: string;
}

const YES_NO: Readonly<Record<string, boolean>> = { y: true, n: false };

export function GroupRow({ group, size, answered, search }: GroupRowProps) {
  const { id, canEdit } = useModel();
  const [open, setOpen] = useState(false);
  const step = useUndoableMutation(answerGroup, id);
  const text = groupText(group);
  const several = group.count > 1;
  const row = useRef<HTMLLIElement>(null);
  const answer = (value: unknown): void => step.mutate({ group, search, value });
  const onAnswer = (value: unknown): void => {
    // The button goes away: the focus stays in the list.
    row.current?.focus({ preventScroll: true });
    answer(value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" && several) setOpen(!open);
    const value = YES_NO[event.key];
    if (value === undefined || !canEdit || answered || controlFor(group.type) !== "yes-no") return;
    stepTo(event.currentTarget, event.currentTarget.nextElementSibling ? 1 : -1);
    answer(value);
  };
  return (
    <li
      ref={row}
      className={classes.entry}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one walks the list with the arrow keys and answers with Y and N
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-group={`${group.kind} ${group.fact}`}
      aria-label={text}
    >
      <article className={classes.item} data-answered={answered || undefined}>
        <div className={classes.words}>
          <h2 className={classes.text}>{text}</h2>
          <p className={classes.about}>
            <GroupSubject group={group} size={size} open={open} onToggle={() => setOpen(!open)} />
            <ImpactHint counts={group.could_raise}>
              {group.rule_count === 1 ? "1 rule waits" : `${group.rule_count} rules wait`}
            </ImpactHint>
          </p>
        </div>
        {answered && <GivenAnswer value={step.variables?.value} />}
        {canEdit && !answered && (
          <div className={classes.all}>
            {several && (
              <span className={classes.allLabel}>All {group.count.toLocaleString("en-US")}</span>
            )}
            <AnswerControl
              question={{ ...group, id: group.fact, text }}
              pending={step.isPending}
              onAnswer={onAnswer}
            />
          </div>
        )}
      </article>
      {open && <GroupMembers group={answered ? { ...group, count: 0, questions: [] } : group} />}
    </li>
  );
}

interface GroupSubjectProps {
  group: QuestionGroup;
  size: string;
  open: boolean;
  onToggle: () => void;
}

function GroupSubject({ group, size, open, onToggle }: GroupSubjectProps) {
  const icon = <KindIcon kind={group.kind} size={14} />;
  if (group.count === 1) {
    return (
      <span className={classes.subject} title={group.questions[0]?.subject.uid}>
        {icon}
        {size}
      </span>
    );
  }
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      {icon}
      {size}
      <IconChevronRight size={14} aria-hidden="true" />
    </button>
  );
}

/** Moves the focus to the group after or before this one. */
export function stepTo(row: Element, by: 1 | -1): void {
  const next = by === 1 ? row.nextElementSibling : row.previousElementSibling;
  if (next instanceof HTMLElement) next.focus();
}
