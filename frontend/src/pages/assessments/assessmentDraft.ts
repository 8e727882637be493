/** An assessment while it is written: what the form holds, and the body that is sent. No React. */
import type { Assessment, AssessmentWrite } from "@/api/types";
import { ASSESSMENT_KINDS } from "@/model/labels/assessments";
import type { DraftDifference } from "@/ui/EditConflict";

/** Days are as the fields for dates hold them; an empty one is none. */
export type AssessmentDraft = Required<Omit<AssessmentWrite, "next_due">> & { next_due: string };

export const BLANK: AssessmentDraft = {
  kind: "penetration-test",
  title: "",
  tester: "",
  performed_on: "",
  scope: "",
  next_due: "",
  report_url: "",
};

export function draftOf(one: Assessment): AssessmentDraft {
  const { kind, title, tester, performed_on, scope, next_due, report_url } = one;
  return { kind, title, tester, performed_on, scope, next_due: next_due ?? "", report_url };
}

export function bodyOf(draft: AssessmentDraft): AssessmentWrite {
  return { ...draft, next_due: draft.next_due || null };
}

/** Return the fields in which two drafts of one assessment differ, in words. */
export function draftDifferences(
  mine: AssessmentDraft,
  theirs: AssessmentDraft,
): DraftDifference[] {
  const rows: [string, (draft: AssessmentDraft) => string][] = [
    ["Kind", ({ kind }) => ASSESSMENT_KINDS[kind]],
    ["Title", ({ title }) => title.trim()],
    ["Tester", ({ tester }) => tester.trim()],
    ["Performed on", ({ performed_on: day }) => day],
    ["Next due", ({ next_due: day }) => day],
    ["Scope", ({ scope }) => scope.trim()],
    ["Link to the report", ({ report_url: url }) => url.trim()],
  ];
  return rows
    .map(([field, words]) => ({ field, mine: words(mine), theirs: words(theirs) }))
    .filter((row) => row.mine !== row.theirs);
}
