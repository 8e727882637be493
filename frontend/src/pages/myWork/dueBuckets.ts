/** The parts of "my work" by due date. No React. */
import type { WorkItem } from "@/api/types";

type Bucket = WorkItem["bucket"];

export const BUCKETS: readonly Bucket[] = ["overdue", "week", "later", "undated"];

const TITLES: Readonly<Record<Bucket, string>> = {
  overdue: "Overdue",
  week: "Due within 7 days",
  later: "Due later",
  undated: "Without a due date",
};

/** "Overdue (3)". */
export function sectionTitle(bucket: Bucket, count: number): string {
  return `${TITLES[bucket]} (${count.toLocaleString("en-US")})`;
}
