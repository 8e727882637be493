/** What a review says: where it is, who attends, how long it takes. No React. */
import type { Person, Review, ReviewItem, ReviewStatus } from "@/api/types";

export const REVIEW_STATUS_LABELS: Readonly<Record<ReviewStatus["status"], string>> = {
  draft: "Draft",
  "in-review": "In review",
  approved: "Approved",
  stale: "Stale",
};

export const ITEM_KIND_LABELS: Readonly<Record<ReviewItem["kind"], string>> = {
  threat: "Threat",
  question: "Questions",
  path: "Attack paths",
};

/** The item that all look at; undefined at the end of the agenda. */
export function shownItem({ items, position }: Review): ReviewItem | undefined {
  return items.find(({ place }) => place === position);
}

/** The address of an item within its model: that of its page. */
export function itemAddress(item: ReviewItem): { path: string; search: Record<string, string> } {
  if (item.kind === "path") return { path: `/attack-paths/${item.key}`, search: {} };
  if (item.kind === "question") return { path: "/review", search: { card: item.key } };
  if (item.count === 1) return { path: `/threats/${item.key}`, search: {} };
  return {
    path: "/threats",
    search: { cause: item.cause, severity: item.severity, status: "open" },
  };
}

/** "Item 3 of 20", or that all were shown. */
export function progressText({ state, position, items }: Review): string {
  if (state === "ended") return `${discussedCount(items)} of ${items.length} items discussed`;
  if (position >= items.length) return `All ${items.length} items shown`;
  return `Item ${position + 1} of ${items.length}`;
}

export function discussedCount(items: readonly ReviewItem[]): number {
  return items.filter(({ state }) => state === "discussed").length;
}

/** "T12", "4 threats", "3 questions", "2 paths". */
export function itemLabel({ kind, key, count }: ReviewItem): string {
  if (kind === "threat") return count === 1 ? `T${key}` : `${count} threats`;
  const noun = kind === "question" ? "question" : "path";
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Whether the person attends at present. */
export function attends({ attendances }: Review, person: string | undefined): boolean {
  return attendances.some((one) => one.person?.id === person && one.left_at === null);
}

/** Whether the person ever presented: then another one signs off. */
export function hasPresented({ attendances }: Review, person: string | undefined): boolean {
  return attendances.some((one) => one.person?.id === person && one.presented);
}

export function personName(person: Person | null): string {
  return person ? person.name || person.email : "A former member";
}

/** "4:05" or "1:04:05". */
export function clockText(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3_600),
    Math.floor((seconds % 3_600) / 60),
    Math.floor(seconds % 60),
  ];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Seconds that one item may take where the review is to end in time; null without a plan. */
export function secondsPerItem({ planned_minutes: minutes, items }: Review): number | null {
  return minutes === null || items.length === 0 ? null : (minutes * 60) / items.length;
}

/** "3 changes and 2 new threats since the sign-off"; null where there is nothing. */
export function changedText(status: ReviewStatus): string | null {
  const { changes_since: changes, threats_since: threats } = status;
  const parts = [
    ...(changes > 0 ? [`${changes} ${changes === 1 ? "change" : "changes"}`] : []),
    ...(threats > 0 ? [`${threats} new ${threats === 1 ? "threat" : "threats"}`] : []),
  ];
  return status.approved && parts.length > 0 ? `${parts.join(" and ")} since the sign-off` : null;
}
