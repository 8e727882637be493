/** By what the threat list puts threats into one row, and how such a row is opened. No React. */
import type { ThreatRow } from "@/api/types";
import { threatsOf } from "./causeLink";

export const GROUPINGS = {
  cause: "cause",
  element: "element",
  owner: "owner",
  mitigation: "mitigation",
  hardening: "hardening gaps",
  none: "nothing",
} as const;

export type Grouping = keyof typeof GROUPINGS;

/** The grouping that the address names. */
export function groupingOf(search: { group?: unknown; flat?: unknown }): Grouping {
  if (search.flat) return "none";
  const named = String(search.group ?? "");
  return named in GROUPINGS ? (named as Grouping) : "cause";
}

/** The search parameters under which the list shows the threats of a row one by one; null for one threat. */
export function openedGroup(current: object, row: ThreatRow): object | null {
  const { group, cause, severity } = row;
  if (cause) return threatsOf(current, cause.id, severity);
  if (!group) return null;
  const shown = { ...current, page: undefined, group: undefined, flat: "1" };
  const key = group.key || "none";
  if (group.by === "element") return { ...shown, element: row.subject.id ?? undefined };
  if (group.by === "hardening") return { ...shown, hardening_of: group.key || undefined };
  return { ...shown, [group.by]: [key] };
}
