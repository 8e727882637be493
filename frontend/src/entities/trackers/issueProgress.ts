/** How far the creation of several issues is. No React. */
import type { IssueLink } from "@/api/types";

export interface IssueProgress {
  created: IssueLink[];
  failed: IssueLink[];
  /** How many are not decided yet. */
  waiting: number;
}

/** Sort what was asked for by what became of it; what is not among the links yet waits. */
export function issueProgress(
  asked: readonly string[],
  links: readonly IssueLink[],
): IssueProgress {
  const ids = new Set(asked);
  const own = links.filter(({ id }) => ids.has(id));
  const created = own.filter(({ state }) => state === "linked" || state === "gone");
  const failed = own.filter(({ state }) => state === "failed");
  return { created, failed, waiting: asked.length - created.length - failed.length };
}

/** "1 issue", "12 issues". */
export function issueCount(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "issue" : "issues"}`;
}

/** "9 of 12 issues created, 1 failed". */
export function progressText({ created, failed, waiting }: IssueProgress): string {
  const all = created.length + failed.length + waiting;
  const done = waiting === 0 && failed.length === 0;
  const text = done
    ? `${issueCount(all)} created`
    : `${created.length.toLocaleString("en-US")} of ${issueCount(all)} created`;
  return failed.length > 0 ? `${text}, ${failed.length.toLocaleString("en-US")} failed` : text;
}
