/** What kinds of notices are called. */
import type { Notice } from "@/api/types";

export type NoticeKind = Notice["kind"];

const KINDS: Readonly<Record<NoticeKind, string>> = {
  assigned: "Assigned to me",
  mentioned: "Mentions",
  asked: "Questions to me",
  "acceptance-to-decide": "Risk acceptance to decide",
  "acceptance-decided": "Risk acceptance decided",
  "acceptance-expiring": "Risk acceptance expiring",
  "acceptance-changed": "Accepted risk that changed",
  due: "Due soon",
  overdue: "Overdue",
  "assessment-overdue": "Assessment overdue",
  "new-critical": "New critical threats",
  "sign-off": "Review sign-off",
  version: "Approved versions",
  "library-update": "Rule library updates",
  "issue-tracker": "Issue trackers",
  proposals: "Proposals of agents",
};

export const NOTICE_KINDS = Object.keys(KINDS) as NoticeKind[];

export function noticeKindLabel(kind: NoticeKind): string {
  return KINDS[kind];
}
