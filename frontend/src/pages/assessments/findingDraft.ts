/** A finding while it is written. No React. */
import type { AssessmentFinding } from "@/api/types";
import { SEVERITY_LABELS } from "@/model/graph/severity";
import type { DraftDifference } from "@/ui/EditConflict";

export type FindingDraft = Pick<
  AssessmentFinding,
  "title" | "severity" | "description" | "evidence"
>;

export const BLANK: FindingDraft = { title: "", severity: "medium", description: "", evidence: "" };

export function draftOf(one: AssessmentFinding): FindingDraft {
  const { title, severity, description, evidence } = one;
  return { title, severity, description, evidence };
}

/** Return the fields in which two drafts of one finding differ, in words. */
export function draftDifferences(mine: FindingDraft, theirs: FindingDraft): DraftDifference[] {
  const rows: [string, (draft: FindingDraft) => string][] = [
    ["Title", ({ title }) => title.trim()],
    ["Severity", ({ severity }) => SEVERITY_LABELS[severity]],
    ["Description", ({ description }) => description.trim()],
    ["Evidence", ({ evidence }) => evidence.trim()],
  ];
  return rows
    .map(([field, words]) => ({ field, mine: words(mine), theirs: words(theirs) }))
    .filter((row) => row.mine !== row.theirs);
}
