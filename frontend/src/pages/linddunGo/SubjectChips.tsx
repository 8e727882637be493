/** Elements and data flows as chips: each can be chosen, and leads to where it is drawn. */
import { IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { CardMatches } from "@/api/types";
import { KindIcon } from "@/entities/badges/KindIcon";
import { linkToSubject } from "@/model/labels/subjectLinks";
import { useModel } from "@/session/useModel";
import classes from "./elements.module.css";

type Subject = CardMatches["matching"][number];

interface SubjectChipsProps {
  subjects: readonly Subject[];
  chosen: readonly string[];
  onToggle: ((uid: string) => void) | null;
}

export function SubjectChips({ subjects, chosen, onToggle }: SubjectChipsProps) {
  return (
    <ul className={classes.chips}>
      {subjects.map((subject) => (
        <li key={subject.uid} className={classes.chip} data-chosen={chosen.includes(subject.uid)}>
          <ChipName subject={subject} isChosen={chosen.includes(subject.uid)} onToggle={onToggle} />
          <ChipLink subject={subject} />
        </li>
      ))}
    </ul>
  );
}

interface ChipNameProps {
  subject: Subject;
  isChosen: boolean;
  onToggle: ((uid: string) => void) | null;
}

function ChipName({ subject, isChosen, onToggle }: ChipNameProps) {
  const words = (
    <>
      <KindIcon kind={subject.kind} size={14} />
      <span className={classes.name}>{subject.name}</span>
    </>
  );
  if (!onToggle) {
    return (
      <span className={classes.choose} title={subject.uid}>
        {words}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.choose}
      title={subject.uid}
      aria-pressed={isChosen}
      onClick={() => onToggle(subject.uid)}
    >
      {words}
    </button>
  );
}

function ChipLink({ subject }: { subject: Subject }) {
  const { id } = useModel();
  if (subject.id === null) return null;
  return (
    <Link
      className={classes.open}
      aria-label={`Open ${subject.name}`}
      {...linkToSubject(id, subject)}
    >
      <IconArrowUpRight size={13} aria-hidden="true" />
    </Link>
  );
}
