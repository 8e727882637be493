/** What is changed about a mitigation, in words. No React. */
import type { Mitigation } from "@/api/types";
import { costText, REDUCTION_LABELS } from "@/model/labels/mitigations";
import { statusLabel } from "@/model/labels/statusStyles";
import type { DraftDifference } from "@/ui/EditConflict";
import { calendarDay } from "@/ui/time";

type FieldTable = {
  [Field in keyof Mitigation]?: { label: string; words: (value: Mitigation[Field]) => string };
};

/** What people change of a mitigation: what it is called, and how a value is written. */
const FIELDS = {
  title: { label: "Title", words: (title) => title },
  description: { label: "Description", words: (description) => description },
  status: { label: "Status", words: statusLabel },
  verification_note: { label: "Verification note", words: (note) => note },
  owner: { label: "Owner", words: (owner) => (owner ? owner.name || owner.email : "") },
  due: { label: "Due date", words: (due) => (due ? calendarDay(due) : "") },
  effort: { label: "Effort", words: (effort) => effort },
  cost: { label: "Cost", words: (cost) => costText(cost, "") },
  reduction: {
    label: "Expected risk reduction",
    words: (reduction) => (reduction ? REDUCTION_LABELS[reduction] : ""),
  },
  tags: { label: "Tags", words: (tags) => tags.join(", ") },
} as const satisfies FieldTable;

type Field = keyof typeof FIELDS;

/** Fields of a mitigation with other values. */
export type MitigationChange = Partial<Pick<Mitigation, Field>>;

/** Return what the message after the change says. */
export function changeLabel(number: number, change: MitigationChange): string {
  const { status, owner, due } = change;
  if (status !== undefined) return `M${number}: ${statusLabel(status).toLowerCase()}`;
  if (owner) return `M${number} belongs to ${FIELDS.owner.words(owner)}`;
  if (owner === null) return `M${number} has no owner`;
  if (due) return `M${number} is due on ${calendarDay(due)}`;
  if (due === null) return `M${number} has no due date`;
  return `M${number} saved`;
}

/** Return the fields of the change in which it differs from what another person made of the mitigation. */
export function changeDifferences(
  change: MitigationChange,
  current: Mitigation,
): DraftDifference[] {
  const changed = (Object.keys(FIELDS) as Field[]).filter((field) => change[field] !== undefined);
  const rows = changed.map((field) => ({
    field: FIELDS[field].label,
    mine: wordsOf(field, change),
    theirs: wordsOf(field, current),
  }));
  return rows.filter(({ mine, theirs }) => mine !== theirs);
}

function wordsOf(field: Field, values: MitigationChange): string {
  const words = FIELDS[field].words as (value: unknown) => string;
  return words(values[field]);
}
