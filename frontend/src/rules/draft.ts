/** A rule of the team while it is written: the form's fields, and the definition they make. */

import type { FieldErrors } from "../api/errors";
import type { RuleDetail, RuleTried, Severity } from "../api/types";

export interface Draft {
  title: string;
  appliesTo: string[];
  when: string;
  severity: Severity;
  stride: string[];
  linddun: string[];
  why: string;
  evidence: string[];
  controls: string[];
}

export const EMPTY_DRAFT: Draft = {
  title: "",
  appliesTo: [],
  when: "",
  severity: "medium",
  stride: [],
  linddun: [],
  why: "",
  evidence: [],
  controls: [],
};

const PREFIX = "team-";
const ID_LENGTH = 70;

/** Return the rule as it was written: what the page shows of it is worded for readers. */
export function draftOf(rule: RuleDetail): Draft {
  const written = rule.definition ?? {};
  return {
    title: String(written.title ?? rule.title),
    appliesTo: [...rule.applies_to],
    when: rule.when,
    severity: rule.severity,
    stride: [...rule.stride],
    linddun: [...rule.linddun],
    why: rule.why,
    evidence: [written.evidence ?? rule.evidence].flat().map(String),
    controls: rule.controls.map((control) => control.id),
  };
}

/** Return the definition in the shape of the library's files; what the form does not show stays as it was. */
export function definitionOf(
  draft: Draft,
  known: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    covers: [],
    references: [],
    ...known,
    id: known.id ?? ruleId(draft.title),
    title: draft.title.trim(),
    applies_to: draft.appliesTo,
    when: draft.when.trim(),
    stride: draft.stride,
    linddun: draft.linddun,
    severity: draft.severity,
    evidence: draft.evidence,
    why: draft.why.trim(),
    controls: draft.controls,
  };
}

/** Return "team-runs-without-a-backup" for "{self.name} runs without a backup". */
export function ruleId(title: string): string {
  const words = title
    .replaceAll(/\{[^}]*\}/g, " ")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const slug = (words ?? ["rule"]).join("-").slice(0, ID_LENGTH).replace(/-+$/, "");
  return `${PREFIX}${slug}`;
}

/** Return what is wrong by the field of the form it belongs to; the rest under "". */
export function problemsByField(
  problems: RuleTried["problems"],
  definition: Record<string, unknown> = {},
): Record<string, string> {
  const byField: Record<string, string> = {};
  for (const { place, message: told } of problems) {
    const field = fieldOf(place);
    const message = missing(definition[field]) || told;
    byField[field] = byField[field] ? `${byField[field]} ${message}` : message;
  }
  return byField;
}

/** Return the same of a refused request. */
export function errorsByField(
  errors: FieldErrors,
  definition: Record<string, unknown> = {},
): Record<string, string> {
  return problemsByField(
    Object.entries(errors).map(([place, messages]) => ({ place, message: messages.join(" ") })),
    definition,
  );
}

/** What to say of a field that was left empty, in place of how a schema puts it. */
function missing(value: unknown): string {
  if (value === "") return "Fill this in.";
  return Array.isArray(value) && value.length === 0 ? "Choose at least one." : "";
}

const FIELDS = new Set([
  "title",
  "applies_to",
  "when",
  "severity",
  "stride",
  "linddun",
  "why",
  "evidence",
  "controls",
]);

/** "applies_to.0" and "rule.applies_to" both belong to the field "applies_to". */
function fieldOf(place: string): string {
  return place.split(/[./[\]]+/).find((part) => FIELDS.has(part)) ?? "";
}
