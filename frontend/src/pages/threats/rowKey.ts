/** What a row of the threat list stands for: one threat, or all of a cause or group. No React. */
import type { SelectedGroup, ThreatRow } from "@/api/types";

type ListedRow = Pick<ThreatRow, "number" | "severity" | "cause" | "group">;

/** The group of threats that the row stands for; null where it is one threat. */
export function groupOf({ cause, group, severity }: ListedRow): SelectedGroup | null {
  if (group) return { by: group.by, key: group.key, severity: "" };
  return cause ? { by: "cause", key: cause.id, severity } : null;
}

export function rowKey(row: ListedRow): string {
  const group = groupOf(row);
  return group ? [group.by, group.key, group.severity].join(" ") : String(row.number);
}

export function rowCount({ cause, group }: ListedRow): number {
  return group?.count ?? cause?.count ?? 1;
}

export function rowLabel(row: Pick<ThreatRow, "number" | "title" | "cause" | "group">): string {
  return row.group?.title ?? row.cause?.title ?? `T${row.number}`;
}
