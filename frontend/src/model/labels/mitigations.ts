/** Mitigations: their states in order, who may choose which, and when a date has passed. */
import type { MitigationStatus } from "@/api/types";

export const MITIGATION_STATUSES: readonly MitigationStatus[] = [
  "proposed",
  "planned",
  "in-progress",
  "implemented",
  "verified",
  "rejected",
];

const DONE: ReadonlySet<MitigationStatus> = new Set(["implemented", "verified", "rejected"]);

/** Return the states a person may choose; `verified` takes an import as evidence or an approver. */
export function choosableStatuses(
  isApprover: boolean,
  current: MitigationStatus,
): MitigationStatus[] {
  return MITIGATION_STATUSES.filter(
    (status) => status !== "verified" || isApprover || current === "verified",
  );
}

/** Return whether the date has passed on the day `today` (both ISO dates) with work still to do. */
export function isOverdue(due: string | null, status: MitigationStatus, today: string): boolean {
  return due !== null && due < today && !DONE.has(status);
}
