/** The elements a group of questions is about, each with its own answer. */
import { Link } from "@tanstack/react-router";
import type { QuestionGroup } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { AnswerControl } from "@/entities/questions/AnswerControl";
import { answerQuestions } from "@/entities/questions/actions/answerQuestions";
import { GivenAnswer } from "@/entities/questions/GivenAnswer";
import classes from "@/entities/questions/questions.module.css";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { useStableOrder } from "@/ui/useStableOrder";
import { useUndoableMutation } from "@/ui/useUndoableMutation";

type Member = QuestionGroup["questions"][number];

export function GroupMembers({ group }: { group: QuestionGroup }) {
  const rest = group.count - group.questions.length;
  const kept = useStableOrder(group.questions, ({ id }) => id);
  return (
    <ul className={classes.members}>
      {kept.map(({ row, gone }) => (
        <li key={row.id} className={classes.member}>
          <MemberLine group={group} member={row} answered={gone} />
        </li>
      ))}
      {rest > 0 && <li className={classes.rest}>{rest} more come up once these are answered.</li>}
    </ul>
  );
}

interface MemberLineProps {
  group: QuestionGroup;
  member: Member;
  answered: boolean;
}

function MemberLine({ group, member, answered }: MemberLineProps) {
  const { id, canEdit } = useModel();
  const step = useUndoableMutation(answerQuestions, id);
  const { subject } = member;
  return (
    <>
      <Link className={classes.subject} {...linkToSubject(id, subject)} title={subject.uid}>
        <KindIcon kind={subject.type === "flow" ? "flow" : subject.kind} size={14} />
        <span>{subject.name}</span>
      </Link>
      {answered && <GivenAnswer value={step.variables?.answers[0]?.value} />}
      {canEdit && !answered && (
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
