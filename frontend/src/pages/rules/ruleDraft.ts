/** A rule of the team while it is written: the form's fields, and the definition they make. */

import type { FieldErrors } from "@/api/errors";
import type { RuleDetail, RuleTried, Severity } from "@/api/types";
import { byRules, type Method } from "@/model/labels/categories";
import { teamId } from "@/model/labels/controls";

export interface Draft {
  title: string;
  appliesTo: string[];
  when: string;
  severity: Severity;
  /** Categories of all methods. */
  categories: string[];
  why: string;
  evidence: string[];
  controls: string[];
  /** Of the controls, those that change facts of the evidence. */
  resolvedBy: string[];
  references: string[];
}

export const EMPTY_DRAFT: Draft = {
  title: "",
  appliesTo: [],
  when: "",
  severity: "medium",
  categories: [],
  why: "",
  evidence: [],
  controls: [],
  resolvedBy: [],
  references: [],
};

/** A fact to show: its name, or the name with the items of its list that are guilty. */
type EvidenceEntry = string | { fact: string; where: string };

function evidenceIn(definition: Record<string, unknown>): EvidenceEntry[] {
  return Array.isArray(definition.evidence) ? (definition.evidence as EvidenceEntry[]) : [];
}

const factOf = (entry: EvidenceEntry): string => (typeof entry === "string" ? entry : entry.fact);

/** Return the definition that a copy of the rule begins with: without its id and what it stands for in the library. */
export function copyOf({ definition }: RuleDetail): Record<string, unknown> {
  const { id: _id, covers: _covers, ...rest } = definition;
  return rest;
}

/** Return the rule as it was written: what the page shows of it is worded for readers. */
export function draftOf(rule: RuleDetail): Draft {
  const written = rule.definition;
  return {
    title: String(written.title ?? rule.title),
    appliesTo: [...rule.applies_to],
    when: rule.when,
    severity: rule.severity,
    categories: [...rule.categories],
    why: rule.why,
    evidence: evidenceIn(written).map(factOf),
    controls: rule.controls.map((control) => control.id),
    resolvedBy: [...rule.resolved_by],
    references: rule.references.map((reference) => reference.id),
  };
}

/** Return the definition in the shape of the library's files; what the form does not show stays as it was. */
export function definitionOf(
  draft: Draft,
  methods: readonly Method[],
  known: Record<string, unknown> = {},
): Record<string, unknown> {
  const written = new Map(evidenceIn(known).map((entry) => [factOf(entry), entry]));
  return {
    covers: [],
    ...known,
    id: known.id ?? teamId(draft.title, "rule"),
    title: draft.title.trim(),
    applies_to: draft.appliesTo,
    when: draft.when.trim(),
    ...categoriesByMethod(draft, methods),
    severity: draft.severity,
    evidence: draft.evidence.map((fact) => written.get(fact) ?? fact),
    why: draft.why.trim(),
    controls: draft.controls,
    resolved_by: resolvedIn(draft, known),
    references: draft.references,
  };
}

/** Return the categories of the draft by the method they belong to; rules name no other methods. */
function categoriesByMethod(draft: Draft, methods: readonly Method[]): Record<string, string[]> {
  return Object.fromEntries(
    byRules(methods).map(({ id, categories }) => {
      const ofMethod = new Set<string>(categories.map((category) => category.id));
      return [id, draft.categories.filter((category) => ofMethod.has(category))];
    }),
  );
}

/** Return the facts that each of these controls changes: as it was written, else all of the evidence. */
function resolvedIn(draft: Draft, known: Record<string, unknown>): Record<string, string[]> {
  const written = (known.resolved_by ?? {}) as Record<string, string[]>;
  const chosen = draft.resolvedBy.filter((control) => draft.controls.includes(control));
  return Object.fromEntries(
    chosen.map((control) => {
      const facts = written[control]?.filter((fact) => draft.evidence.includes(fact)) ?? [];
      return [control, facts.length > 0 ? facts : draft.evidence];
    }),
  );
}

/** Return what is wrong by the field of the form it belongs to; the rest under "". */
export function problemsByField(
  problems: RuleTried["problems"],
  definition: Record<string, unknown> = {},
  methods: readonly Method[] = [],
): Record<string, string> {
  const byField: Record<string, string> = {};
  for (const { place, message: told } of problems) {
    const field = fieldOf(place, methods);
    const message = missing(definition[field]) || told;
    byField[field] = byField[field] ? `${byField[field]} ${message}` : message;
  }
  return byField;
}

/** Return the same of a refused request. */
export function errorsByField(
  errors: FieldErrors,
  definition: Record<string, unknown> = {},
  methods: readonly Method[] = [],
): Record<string, string> {
  return problemsByField(
    Object.entries(errors).map(([place, messages]) => ({ place, message: messages.join(" ") })),
    definition,
    methods,
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
  "why",
  "evidence",
  "controls",
  "resolved_by",
  "references",
]);

/** "applies_to.0" and "rule.applies_to" both belong to the field "applies_to"; a taken id is the title's fault. */
function fieldOf(place: string, methods: readonly Method[]): string {
  if (place === "id") return "title";
  const isField = (part: string) => FIELDS.has(part) || methods.some(({ id }) => id === part);
  return place.split(/[./[\]]+/).find(isField) ?? "";
}
