/** The elements a group of questions is about, each with its own answer. */
import { Link } from "@tanstack/react-router";
import type { QuestionGroup } from "../api/types";
import { subjectLink } from "../model/subjects";
import { KindIcon } from "../ui/KindIcon";
import { useModel } from "../ui/useModel";
import { useStep } from "../ui/useStep";
import { AnswerControl } from "./AnswerControl";
import { answerQuestions } from "./actions/answerQuestions";
import classes from "./questions.module.css";

type Member = QuestionGroup["questions"][number];

export function GroupMembers({ group }: { group: QuestionGroup }) {
  const rest = group.count - group.questions.length;
  return (
    <ul className={classes.members}>
      {group.questions.map((member) => (
        <li key={member.id} className={classes.member}>
          <MemberLine group={group} member={member} />
        </li>
      ))}
      {rest > 0 && <li className={classes.rest}>{rest} more come up once these are answered.</li>}
    </ul>
  );
}

function MemberLine({ group, member }: { group: QuestionGroup; member: Member }) {
  const { id, canEdit } = useModel();
  const step = useStep(answerQuestions, id);
  const { subject } = member;
  return (
    <>
      <Link className={classes.subject} {...subjectLink(id, subject)} title={subject.uid}>
        <KindIcon kind={subject.type === "flow" ? "flow" : subject.kind} size={14} />
        <span>{subject.name}</span>
      </Link>
      {canEdit && (
        <AnswerControl
          question={{
            ...group,
            id: member.id,
            text: group.text.replaceAll("{name}", subject.name),
          }}
          pending={step.isPending}
          onAnswer={(value) => step.mutate({ answers: [{ question: member.id, value }] })}
        />
      )}
    </>
  );
}
