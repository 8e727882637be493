/** The columns of the board: which cards each shows at the moment, and which of them take a card. No React. */
import type { BoardColumn, MitigationCard, MitigationStatus } from "@/api/types";
import { choosableStatuses, MITIGATION_STATUSES } from "@/model/labels/mitigations";

export interface ShownColumn {
  status: MitigationStatus;
  count: number;
  cards: MitigationCard[];
}

/** Put each card where its status is by now: a card that is being moved is in its new column at once. */
export function shownColumns(columns: readonly BoardColumn[]): ShownColumn[] {
  const cards = columns.flatMap((column) => column.cards);
  return columns.map(({ status, count, cards: before }) => {
    const shown = cards.filter((card) => card.status === status).sort(byDue);
    return { status, count: count + shown.length - before.length, cards: shown };
  });
}

/** As the server orders them: first due first, without a date last. */
function byDue(one: MitigationCard, other: MitigationCard): number {
  const dates = (one.due ?? "~").localeCompare(other.due ?? "~");
  return dates || one.number - other.number;
}

/** Return whether the person may move a card with one status to another. */
export function canMove(
  from: MitigationStatus,
  to: MitigationStatus,
  isApprover: boolean,
): boolean {
  if (from === to || (from === "verified" && !isApprover)) return false;
  return choosableStatuses(isApprover, from).includes(to);
}

/** The nearest column to one side that takes the card; null where there is none. */
export function nextStatus(
  from: MitigationStatus,
  side: -1 | 1,
  isApprover: boolean,
): MitigationStatus | null {
  const start = MITIGATION_STATUSES.indexOf(from);
  for (let at = start + side; at >= 0 && at < MITIGATION_STATUSES.length; at += side) {
    const status = MITIGATION_STATUSES[at];
    if (status && canMove(from, status, isApprover)) return status;
  }
  return null;
}

/** Why a column takes no card; "" where it does. */
export function lockedBecause(status: MitigationStatus, isApprover: boolean): string {
  if (status !== "verified") return "";
  return isApprover
    ? "Imports verify by what the files show. By hand it takes a note on what you checked."
    : "Imports verify by what the files show; by hand only an approver can.";
}
