/** A request to accept risk while it is written. No React. */
import type { Acceptance, AcceptanceOptions, AcceptanceText, Severity } from "@/api/types";
import { severityLabel } from "@/model/graph/severity";
import { personName } from "@/model/labels/acceptances";
import type { DraftDifference } from "@/ui/EditConflict";
import { calendarDay } from "@/ui/time";

export interface AcceptanceDraft {
  justification: string;
  conditions: string;
  residualRisk: Severity;
  expiresOn: string;
  approvers: string[];
}

/** Return the draft of a new request; one approver alone is chosen already. */
export function newDraft(options: AcceptanceOptions, severity: Severity): AcceptanceDraft {
  const only = options.approvers.length === 1 ? options.approvers.map(({ id }) => id) : [];
  const texts = { justification: "", conditions: "" };
  const expiresOn = options.default_expires_on;
  return { ...texts, residualRisk: severity, expiresOn, approvers: only };
}

/** Return the draft that says what an acceptance says; an extension of it has another day. */
export function draftOf(
  acceptance: Acceptance,
  expiresOn = acceptance.expires_on,
): AcceptanceDraft {
  const { justification, conditions, residual_risk: residualRisk, approvers } = acceptance;
  const ids = approvers.map(({ id }) => id);
  return { justification, conditions, residualRisk, expiresOn, approvers: ids };
}

export function bodyOf(draft: AcceptanceDraft): Omit<AcceptanceText, "version"> {
  return {
    justification: draft.justification.trim(),
    conditions: draft.conditions.trim(),
    residual_risk: draft.residualRisk,
    expires_on: draft.expiresOn,
    approvers: draft.approvers,
  };
}

/** Whether there is enough to send. */
export function isComplete(draft: AcceptanceDraft): boolean {
  return draft.justification.trim() !== "" && draft.expiresOn !== "" && draft.approvers.length > 0;
}

/** Return the fields in which two drafts of one request differ, in words. */
export function draftDifferences(
  mine: AcceptanceDraft,
  theirs: AcceptanceDraft,
  people: AcceptanceOptions["approvers"],
): DraftDifference[] {
  const names = (ids: readonly string[]) =>
    ids.map((id) => personName(people.find((one) => one.id === id) ?? null)).join(", ");
  const rows: [string, (draft: AcceptanceDraft) => string][] = [
    ["Justification", ({ justification }) => justification.trim()],
    ["Residual risk", ({ residualRisk }) => severityLabel(residualRisk)],
    ["Conditions", ({ conditions }) => conditions.trim()],
    ["Until", ({ expiresOn }) => calendarDay(expiresOn)],
    ["Approvers", ({ approvers }) => names(approvers)],
  ];
  return rows
    .map(([field, words]) => ({ field, mine: words(mine), theirs: words(theirs) }))
    .filter((row) => row.mine !== row.theirs);
}
