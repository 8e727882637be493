/** What a preview says of bulkhead.yaml, in words. No React. */

import type { ImportResult, StatementsResult } from "@/api/types";
import { counted } from "@/model/labels/counted";
import { changesText } from "./importJob";

/** Which side counts in a conflict. */
export type Side = "file" | "model";
/** By the id of the conflict; one without a choice stays as the model has it. */
export type Choices = Readonly<Record<string, Side>>;

const SECTIONS: Readonly<Record<string, string>> = {
  elements: "Element",
  flows: "Flow",
  relations: "Link",
  facts: "Facts",
  corrections: "Correction",
  threats: "Decision",
  manual_threats: "Manual threat",
  mitigations: "Mitigation",
  acceptances: "Risk acceptance",
};

export function sectionLabel(section: string): string {
  return SECTIONS[section] ?? section;
}

/** "3 changes, 1 conflict." with what is to be known of the base. */
export function statementsSummary(result: StatementsResult): string {
  const count = result.count ?? 0;
  if (count === 0) return "bulkhead.yaml says what the model says already.";
  const { conflicts } = result;
  const parts = [
    count > conflicts ? counted(count - conflicts, "change") : "",
    conflicts > 0 ? counted(conflicts, "conflict") : "",
  ];
  const base = result.base_known
    ? ""
    : " The version that the file was written from is not known here, so nothing is removed.";
  return `bulkhead.yaml: ${parts.filter(Boolean).join(", ")}.${base}`;
}

/** What an import made of bulkhead.yaml: "2 elements or flows and 3 decisions changed". */
export function statementsResultText(result: StatementsResult): string {
  const { architecture = 0, decisions = 0, conflicts } = result;
  const parts = [
    architecture > 0 ? counted(architecture, "element or flow", "elements or flows") : "",
    decisions > 0 ? counted(decisions, "decision") : "",
  ].filter(Boolean);
  const changed = parts.length > 0 ? `${parts.join(" and ")} changed` : "nothing changed";
  const kept = conflicts > 0 ? `; ${counted(conflicts, "conflict")} kept as the model had it` : "";
  return `bulkhead.yaml: ${changed}${kept}.`;
}

/** What an import changed in one line: of what the files show, and of what people said. */
export function outcomeText(result: ImportResult): string {
  const { statements } = result;
  if (!statements) return changesText(result);
  const stated = statementsResultText(statements);
  return result.elements === undefined ? stated : `${changesText(result)}; ${stated}`;
}
