/** Mitigations: their states, and the filters of their table in the address and in the request. */

import { compact, flag, page, type Search, word, words } from "./search";

export const MITIGATION_STATUSES = [
  "proposed",
  "planned",
  "in-progress",
  "implemented",
  "verified",
  "rejected",
] as const;
export type MitigationStatus = (typeof MITIGATION_STATUSES)[number];

const LABELS: Record<MitigationStatus, string> = {
  proposed: "Proposed",
  planned: "Planned",
  "in-progress": "In progress",
  implemented: "Implemented",
  verified: "Verified",
  rejected: "Rejected",
};

export interface MitigationFilters {
  status: string[];
  /** User id, "none" for those nobody has, "" for all. */
  owner: string;
  overdue: boolean;
  search: string;
  ordering: string;
  page: number;
}

export function mitigationStatusLabel(status: string): string {
  return LABELS[status as MitigationStatus] ?? status;
}

export function mitigationFiltersFrom(search: Search): MitigationFilters {
  return {
    status: words(search.status),
    owner: word(search.owner),
    overdue: flag(search.overdue),
    search: word(search.search),
    ordering: word(search.ordering),
    page: page(search.page),
  };
}

export function mitigationSearch(filters: MitigationFilters): Search {
  return compact({ ...filters });
}

export function mitigationQuery(filters: MitigationFilters): Search {
  const { overdue, ...rest } = filters;
  return compact(overdue ? { ...rest, overdue: "1" } : rest);
}

export function activeMitigationFilters(filters: MitigationFilters): number {
  return (
    filters.status.length + [filters.owner, filters.overdue, filters.search].filter(Boolean).length
  );
}

/** Return the states a person of this role may choose; `verified` takes evidence or an approver. */
export function choosableStatuses(role: string, current: string): MitigationStatus[] {
  const approver = role === "approver" || role === "owner";
  return MITIGATION_STATUSES.filter(
    (status) => status !== "verified" || approver || current === "verified",
  );
}

/** Return whether the date has passed on the day `today` (both ISO dates) with work still to do. */
export function isOverdue(due: string | null, status: string, today: string): boolean {
  return due !== null && due < today && !["implemented", "verified", "rejected"].includes(status);
}
