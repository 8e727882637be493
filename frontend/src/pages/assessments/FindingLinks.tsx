/** What a finding is about: threats, elements and flows, goals of attack paths. */
import { CloseButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AssessmentFinding } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { findingName } from "@/model/labels/assessments";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import { changeFinding } from "./assessmentApiCalls";
import classes from "./assessments.module.css";
import { FindingLinkMenu } from "./FindingLinkMenu";
import type { FindingItemProps, Relink } from "./findingTypes";
import { useAssessmentMutation } from "./useAssessmentMutation";

export function FindingLinks({ assessment, finding }: FindingItemProps) {
  const { canEdit } = useModel();
  const change = useAssessmentMutation(changeFinding);
  const relink: Relink = (links) => change.mutate({ assessment, finding, change: links });
  const { goals, subjects, threats } = finding;
  const count = threats.length + subjects.length + goals.length;
  if (count === 0 && !canEdit) return null;
  const chips = { finding, relink: canEdit ? relink : null, busy: change.isPending };
  return (
    <div className={classes.links}>
      {count > 0 && (
        <ul className={classes.chips} aria-label={`Linked to ${findingName(finding)}`}>
          <ThreatChips {...chips} />
          <SubjectChips {...chips} />
          <GoalChips {...chips} />
        </ul>
      )}
      {canEdit && <FindingLinkMenu finding={finding} relink={relink} busy={change.isPending} />}
    </div>
  );
}

interface ChipsProps {
  finding: AssessmentFinding;
  /** null where the person may not. */
  relink: Relink | null;
  /** Whether a change is on its way: the next one would start from links that are outdated. */
  busy: boolean;
}

function ThreatChips({ finding, relink, busy }: ChipsProps) {
  const { id } = useModel();
  const numbers = finding.threats.map(({ number }) => number);
  return finding.threats.map(({ number, title, subject }) => (
    <Chip
      key={number}
      name={`T${number}`}
      busy={busy}
      onRemove={relink && (() => relink({ threats: numbers.filter((one) => one !== number) }))}
    >
      <Link
        className={classes.link}
        title={subject}
        to="/m/$model/threats/$number"
        params={{ model: id, number: String(number) }}
      >
        T{number} {title}
      </Link>
    </Chip>
  ));
}

function SubjectChips({ finding, relink, busy }: ChipsProps) {
  const { id } = useModel();
  const uids = finding.subjects.map(({ uid }) => uid);
  return finding.subjects.map((one) => (
    <Chip
      key={one.uid}
      name={one.name}
      busy={busy}
      onRemove={relink && (() => relink({ subjects: uids.filter((uid) => uid !== one.uid) }))}
    >
      <KindIcon kind={one.kind} size={14} />
      {one.id ? (
        <Link className={classes.link} title={one.uid} {...linkToSubject(id, one)}>
          {one.name}
        </Link>
      ) : (
        <span title={one.uid}>{one.name} (deleted)</span>
      )}
    </Chip>
  ));
}

function GoalChips({ finding, relink, busy }: ChipsProps) {
  const { id } = useModel();
  const keys = finding.goals.map(({ key }) => key);
  return finding.goals.map(({ key, name, found }) => (
    <Chip
      key={key}
      name={name}
      busy={busy}
      onRemove={relink && (() => relink({ goals: keys.filter((one) => one !== key) }))}
    >
      {found ? (
        <Link
          className={classes.link}
          to="/m/$model/attack-paths/$goal"
          params={{ model: id, goal: key }}
        >
          Attack path: {name}
        </Link>
      ) : (
        <span>Attack path: {name} (no longer found)</span>
      )}
    </Chip>
  ));
}

interface ChipProps {
  name: string;
  busy: boolean;
  onRemove: (() => void) | null;
  children: ReactNode;
}

function Chip({ name, busy, onRemove, children }: ChipProps) {
  return (
    <li className={classes.chip}>
      {children}
      {onRemove && (
        <CloseButton size="xs" aria-label={`Unlink ${name}`} disabled={busy} onClick={onRemove} />
      )}
    </li>
  );
}
