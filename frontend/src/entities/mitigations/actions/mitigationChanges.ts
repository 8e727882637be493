/** What is changed about a mitigation, in words. No React. */
import type { Mitigation } from "@/api/types";
import { costText, REDUCTION_LABELS } from "@/model/labels/mitigations";
import { statusLabel } from "@/model/labels/statusStyles";
import type { DraftDifference } from "@/ui/EditConflict";
import { calendarDay } from "@/ui/time";

const FIELDS = [
  "title",
  "description",
  "status",
  "verification_note",
  "owner",
  "due",
  "effort",
  "cost",
  "reduction",
  "tags",
] as const;

/** Fields of a mitigation with other values. */
export type MitigationChange = Partial<Pick<Mitigation, (typeof FIELDS)[number]>>;

type Words = { [Field in keyof Required<MitigationChange>]: (value: Mitigation[Field]) => string };

const LABELS: Readonly<Record<keyof MitigationChange, string>> = {
  title: "Title",
  description: "Description",
  status: "Status",
  verification_note: "Verification note",
  owner: "Owner",
  due: "Due date",
  effort: "Effort",
  cost: "Cost",
  reduction: "Expected risk reduction",
  tags: "Tags",
};

const WORDS: Words = {
  title: (title) => title,
  description: (description) => description,
  status: statusLabel,
  verification_note: (note) => note,
  owner: (owner) => (owner ? owner.name || owner.email : ""),
  due: (due) => (due ? calendarDay(due) : ""),
  effort: (effort) => effort,
  cost: (cost) => costText(cost, ""),
  reduction: (reduction) => (reduction ? REDUCTION_LABELS[reduction] : ""),
  tags: (tags) => tags.join(", "),
};

/** Return what the message after the change says. */
export function changeLabel(number: number, change: MitigationChange): string {
  const { status, owner, due } = change;
  if (status !== undefined) return `M${number}: ${statusLabel(status).toLowerCase()}`;
  if (owner) return `M${number} belongs to ${WORDS.owner(owner)}`;
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
  const rows = FIELDS.filter((field) => change[field] !== undefined).map((field) => ({
    field: LABELS[field],
    mine: wordsOf(field, change),
    theirs: wordsOf(field, current),
  }));
  return rows.filter(({ mine, theirs }) => mine !== theirs);
}

function wordsOf(field: keyof MitigationChange, values: MitigationChange): string {
  const words = WORDS[field] as (value: unknown) => string;
  return words(values[field]);
}
