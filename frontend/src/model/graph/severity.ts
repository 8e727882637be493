/** Severities of threats: their order, their names and arithmetic on counts. */

import { SEVERITIES } from "@/api/catalogue.gen";
import type { Severity, SeverityCounts } from "@/api/types";

export type { Severity, SeverityCounts };

/** Worst first. */
export { SEVERITIES };

export const SEVERITY_LABELS: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
};

export function isSeverity(value: unknown): value is Severity {
  return SEVERITIES.includes(value as Severity);
}

export function severityLabel(severity: Severity): string {
  return SEVERITY_LABELS[severity];
}

/** Return 0 for critical up to 4 for info; anything else sorts last. */
export function severityRank(severity: string | null | undefined): number {
  const rank = SEVERITIES.indexOf(severity as Severity);
  return rank === -1 ? SEVERITIES.length : rank;
}

/** Return every severity with its count; keys the server left out are zero. */
export function fullCounts(counts: Partial<SeverityCounts> | null | undefined): SeverityCounts {
  const full = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const severity of SEVERITIES) full[severity] = counts?.[severity] ?? 0;
  return full;
}

export function addCounts(left: SeverityCounts, right: SeverityCounts): SeverityCounts {
  const sum = { ...left };
  for (const severity of SEVERITIES) sum[severity] += right[severity];
  return sum;
}

export function totalCount(counts: SeverityCounts): number {
  return SEVERITIES.reduce((total, severity) => total + counts[severity], 0);
}

/** Return the worst severity that occurs, or null when none does. */
export function worstOf(counts: SeverityCounts): Severity | null {
  return SEVERITIES.find((severity) => counts[severity] > 0) ?? null;
}

/** Possible threats, which wait for facts: how many, and the worst severity one would have. */
export interface PossibleCount {
  count: number;
  worst: Severity | null;
}

/** Return them of a row of the server. */
export function possibleOf(row: {
  possible: number;
  possible_worst: Severity | null;
}): PossibleCount {
  return { count: row.possible, worst: row.possible_worst };
}

export function addPossible(left: PossibleCount, right: PossibleCount): PossibleCount {
  const worst = severityRank(left.worst) <= severityRank(right.worst) ? left.worst : right.worst;
  return { count: left.count + right.count, worst };
}

/** Return "3 possible threats". */
export function describePossible(count: number): string {
  return `${count.toLocaleString("en-US")} possible ${count === 1 ? "threat" : "threats"}`;
}

/** Return a sentence for a screen reader: "2 critical, 1 high threats", or "No threats". */
export function describeCounts(counts: SeverityCounts): string {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  if (parts.length === 0) return "No threats";
  return `${parts.join(", ")} ${totalCount(counts) === 1 ? "threat" : "threats"}`;
}
