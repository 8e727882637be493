/** What each kind of issue tracker is called. */
import type { Tracker } from "@/api/types";

export type TrackerKind = Tracker["kind"];

const KINDS: Readonly<Record<TrackerKind, string>> = {
  github: "GitHub",
  gitlab: "GitLab",
  "jira-cloud": "Jira Cloud",
  "jira-data-center": "Jira Data Center",
};

export const TRACKER_KINDS = Object.keys(KINDS) as TrackerKind[];

export function trackerKindLabel(kind: TrackerKind): string {
  return KINDS[kind];
}

export function isJira(kind: TrackerKind): boolean {
  return kind.startsWith("jira");
}

/** "acme/shop at github.com". */
export function projectAt({
  base_url: url,
  project,
}: Pick<Tracker, "base_url" | "project">): string {
  return `${project} at ${URL.canParse(url) ? new URL(url).host : url}`;
}
