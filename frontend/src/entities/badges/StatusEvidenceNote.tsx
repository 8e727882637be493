/** A line that says what stands behind a status: shown by files, said by a person, or not seen yet. */
import { Tooltip } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconFileSearch,
  IconInfoCircle,
} from "@tabler/icons-react";
import type { Note, Tone } from "@/model/labels/statusEvidence";
import classes from "./StatusEvidenceNote.module.css";

const ICONS: Readonly<Record<Tone, typeof IconInfoCircle>> = {
  good: IconCircleCheck,
  warn: IconFileSearch,
  bad: IconAlertTriangle,
  neutral: IconInfoCircle,
};

export function StatusEvidenceNote({ note, detail = "" }: { note: Note; detail?: string }) {
  const Icon = ICONS[note.tone];
  return (
    <p className={classes.note} data-tone={note.tone}>
      <Icon size={15} aria-hidden="true" />
      <span>
        {note.text}
        {detail && <span className={classes.detail}> {detail}</span>}
      </span>
    </p>
  );
}

/** The same beside a status in a dense list: a mark that says it on hover and to screen readers. */
export function EvidenceMark({ note }: { note: Note }) {
  const Icon = ICONS[note.tone];
  return (
    <Tooltip label={note.text} multiline maw={280}>
      <span className={classes.mark} data-tone={note.tone} role="img" aria-label={note.short}>
        <Icon size={14} aria-hidden="true" />
      </span>
    </Tooltip>
  );
}
