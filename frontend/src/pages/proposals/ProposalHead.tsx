/** What is proposed, with links to what it is about. Names are of the model, titles of the agent: text, as it is. */
import { Link } from "@tanstack/react-router";
import type { Proposal } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { PROPOSAL_KINDS } from "@/model/labels/proposals";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import classes from "./proposals.module.css";

type Subject = NonNullable<Proposal["answer"]>["subject"];

export function ProposalHead({ proposal }: { proposal: Proposal }) {
  const { kind, title, answer, mitigation, flow } = proposal;
  return (
    <div className={classes.head}>
      <span className={classes.kind}>{PROPOSAL_KINDS[kind]}</span>
      {answer && (
        <>
          <SubjectName subject={answer.subject} />
          <span aria-hidden="true">·</span>
          <span className={classes.what} title={answer.text}>
            {answer.label}
          </span>
        </>
      )}
      {mitigation && <bdi className={classes.what}>{mitigation.title}</bdi>}
      {flow && (
        <>
          <SubjectName subject={flow.source} />
          <span aria-hidden="true">→</span>
          <span className={classes.hidden}>to</span>
          <SubjectName subject={flow.destination} />
        </>
      )}
      {!answer && !mitigation && !flow && <bdi className={classes.what}>{title}</bdi>}
    </div>
  );
}

function SubjectName({ subject }: { subject: Subject }) {
  const { id } = useModel();
  const { kind, name, uid } = subject;
  if (subject.id === null || kind === null) {
    return <bdi className={classes.gone}>{name} (deleted)</bdi>;
  }
  return (
    <Link className={classes.subject} {...linkToSubject(id, { ...subject, kind })} title={uid}>
      <KindIcon kind={kind} size={14} />
      <bdi className={classes.name}>{name}</bdi>
    </Link>
  );
}
