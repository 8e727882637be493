/** The kinds of rows that people write in the stages: their fields, drafts and words. No React. */
import type { PastaRecords } from "@/api/types";

export type RecordKey = keyof PastaRecords;
export type RecordOf<Key extends RecordKey = RecordKey> = PastaRecords[Key][number];

export interface Choice {
  value: string;
  label: string;
}

export interface Field {
  name: string;
  label: string;
  type:
    | "text"
    | "long"
    | "choice"
    | "date"
    | "person"
    | "objective"
    | "elements"
    | "levels"
    | "rules"
    | "mitigations"
    | "number"
    | "switch";
  required?: boolean;
  description?: string;
  placeholder?: string;
  options?: readonly Choice[];
  /** The title of the row in which it stands, beside others of the same. */
  row?: string;
  /** Of elements: whether data sets can be named as well. */
  dataSets?: boolean;
}

export interface RecordKind {
  key: RecordKey;
  /** The end of its address. */
  path: string;
  noun: string;
  fields: readonly Field[];
}

/** An element that a row names. */
export interface Named {
  uid: string;
  name: string;
  kind: string;
}

export type DraftValue = string | boolean | readonly string[] | readonly Named[];
export type Draft = Readonly<Record<string, DraftValue>>;

/** What an objective may need of what it depends on. */
export const PROPERTIES = ["confidentiality", "integrity", "availability"] as const;
export const IMPACT_LEVELS = ["Negligible", "Low", "Moderate", "Major", "Catastrophic"] as const;

const words = (...values: string[]): Choice[] =>
  values.map((value) => ({ value, label: capitalized(value) }));

const CRITICALITY = words("critical", "high", "medium", "low");
const HARM: readonly Choice[] = [{ value: "", label: "Not rated" }, ...CRITICALITY];
const APPETITE = words("averse", "cautious", "balanced", "open");
const RELEVANCE = words("high", "medium", "low");

export const RECORD_KINDS: Readonly<Record<RecordKey, RecordKind>> = {
  objectives: {
    key: "objectives",
    path: "objectives",
    noun: "objective",
    fields: [
      {
        name: "title",
        label: "Objective",
        type: "text",
        required: true,
        placeholder: "Customers can pay at any time",
      },
      {
        name: "description",
        label: "Description",
        type: "long",
        description: "What the business loses if it fails.",
      },
      {
        name: "criticality",
        label: "Criticality",
        type: "choice",
        required: true,
        options: CRITICALITY,
      },
      ...PROPERTIES.map((name) => ({
        name,
        label: capitalized(name),
        type: "choice" as const,
        options: HARM,
        row: "What matters of what it depends on: what is rated, else all of it",
      })),
      { name: "owner", label: "Owner", type: "person" },
      {
        name: "depends_on",
        label: "Depends on",
        type: "elements",
        dataSets: true,
        description: "Elements and data sets whose loss harms it.",
      },
    ],
  },
  impact_criteria: {
    key: "impact_criteria",
    path: "impact-criteria",
    noun: "impact criterion",
    fields: [
      {
        name: "title",
        label: "What is measured",
        type: "text",
        required: true,
        placeholder: "Lost revenue",
      },
      { name: "objective", label: "Objective", type: "objective" },
      {
        name: "levels",
        label: "Levels",
        type: "levels",
        description: "What each level means, in your words.",
      },
    ],
  },
  compliance_requirements: {
    key: "compliance_requirements",
    path: "compliance-requirements",
    noun: "compliance requirement",
    fields: [
      {
        name: "framework",
        label: "Law, standard or contract",
        type: "text",
        required: true,
        placeholder: "GDPR",
      },
      { name: "clause", label: "Clause", type: "text", placeholder: "Art. 32" },
      { name: "note", label: "Note", type: "long", description: "What it asks of this system." },
    ],
  },
  risk_appetites: {
    key: "risk_appetites",
    path: "risk-appetites",
    noun: "risk appetite",
    fields: [
      { name: "scope", label: "About", type: "text", required: true, placeholder: "Customer data" },
      { name: "level", label: "Appetite", type: "choice", required: true, options: APPETITE },
      {
        name: "statement",
        label: "Statement",
        type: "long",
        required: true,
        placeholder: "No loss of customer data is acceptable.",
      },
      { name: "next_review", label: "Next review", type: "date" },
    ],
  },
  scope_exclusions: {
    key: "scope_exclusions",
    path: "scope-exclusions",
    noun: "scope exclusion",
    fields: [
      {
        name: "elements",
        label: "Out of scope",
        type: "elements",
        required: true,
        description: "Elements that are not reviewed here, with all that is in them.",
      },
      {
        name: "reason",
        label: "Reason",
        type: "long",
        required: true,
        placeholder: "The platform team reviews it.",
      },
    ],
  },
  countermeasure_sets: {
    key: "countermeasure_sets",
    path: "countermeasure-sets",
    noun: "set of countermeasures",
    fields: [
      { name: "title", label: "Set", type: "text", required: true, placeholder: "Quick wins" },
      {
        name: "mitigations",
        label: "Mitigations",
        type: "mitigations",
        description: "What would be done. Each counts where its control is applied.",
      },
      { name: "cost", label: "Cost", type: "number", placeholder: "12" },
      { name: "cost_unit", label: "Unit of cost", type: "text", placeholder: "days of work" },
      {
        name: "chosen",
        label: "This set is chosen",
        type: "switch",
        description: "Target risk is measured with it. At most one set is chosen.",
      },
      {
        name: "note",
        label: "Note",
        type: "long",
        description: "Why, and what speaks against it.",
      },
    ],
  },
  intelligence_items: {
    key: "intelligence_items",
    path: "intelligence-items",
    noun: "intelligence item",
    fields: [
      {
        name: "title",
        label: "Title",
        type: "text",
        required: true,
        placeholder: "Skimmers injected into web shops",
      },
      { name: "publisher", label: "Source", type: "text", placeholder: "National CERT" },
      { name: "published", label: "Date", type: "date" },
      { name: "link", label: "Link", type: "text", placeholder: "https://" },
      { name: "relevance", label: "Relevance", type: "choice", required: true, options: RELEVANCE },
      { name: "note", label: "What it means here", type: "long" },
      {
        name: "concerns",
        label: "Concerns",
        type: "elements",
        dataSets: true,
        description: "Elements and data sets it is about.",
      },
      {
        name: "rules",
        label: "Rules",
        type: "rules",
        description: "Rules that find the same weakness.",
      },
    ],
  },
};

export function isRecordKey(section: string): section is RecordKey {
  return section in RECORD_KINDS;
}

/** The fields in their order; those of one row together. */
export function rowsOf(fields: readonly Field[]): { title: string | undefined; fields: Field[] }[] {
  const rows: { title: string | undefined; fields: Field[] }[] = [];
  for (const field of fields) {
    const last = rows.at(-1);
    if (last && last.title === field.row) last.fields.push(field);
    else rows.push({ title: field.row, fields: [field] });
  }
  return rows;
}

export function emptyDraft(kind: RecordKind): Draft {
  return Object.fromEntries(kind.fields.map((field) => [field.name, emptyValue(field)]));
}

function emptyValue({ type, options }: Field): DraftValue {
  if (type === "levels") return IMPACT_LEVELS.map(() => "");
  if (type === "elements" || type === "rules" || type === "mitigations") return [];
  if (type === "switch") return false;
  if (type !== "choice" || options?.[0]?.value === "") return "";
  return options?.[1]?.value ?? "";
}

/** Return the draft that edits a row as it is now. */
export function draftOf(kind: RecordKind, row: RecordOf): Draft {
  const values = row as unknown as Record<string, unknown>;
  return Object.fromEntries(
    kind.fields.map(({ name, type }) => [name, draftValue(type, values[name])]),
  );
}

function draftValue(type: Field["type"], value: unknown): DraftValue {
  if (value === null || value === undefined) return "";
  if (type === "number") return String(value);
  if (type === "mitigations") return (value as readonly number[]).map(String);
  if (typeof value === "object" && "email" in value) return (value as unknown as { id: string }).id;
  return value as DraftValue;
}

/** Return what is sent. */
export function bodyOf(kind: RecordKind, draft: Draft): Record<string, unknown> {
  return Object.fromEntries(
    kind.fields.map((field) => [field.name, sent(field, draft[field.name])]),
  );
}

function sent({ type }: Field, value: DraftValue | undefined): unknown {
  if (type === "elements") return (value as readonly Named[]).map(({ uid }) => uid);
  if (type === "mitigations") return (value as readonly string[]).map(Number);
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (text === "" && ["date", "person", "objective", "number"].includes(type)) return null;
  return type === "number" ? Number(text) : text;
}

/** Whether there is enough to save. */
export function isComplete(kind: RecordKind, draft: Draft): boolean {
  return kind.fields.every(({ name, required, type }) => {
    const value = draft[name];
    if (type === "levels") return (value as readonly string[]).some((text) => text.trim() !== "");
    if (!required) return true;
    return typeof value === "string" ? value.trim() !== "" : (value as readonly Named[]).length > 0;
  });
}

/** Return the fields in which two drafts differ, in words; `called` names people and objectives. */
export function differencesOf(
  kind: RecordKind,
  mine: Draft,
  theirs: Draft,
  called: (id: string) => string,
): { field: string; mine: string; theirs: string }[] {
  return kind.fields
    .map((field) => ({
      field: field.label,
      mine: inWords(field, mine[field.name], called),
      theirs: inWords(field, theirs[field.name], called),
    }))
    .filter((row) => row.mine !== row.theirs);
}

function inWords(
  { type, options }: Field,
  value: DraftValue | undefined,
  called: (id: string) => string,
): string {
  if (type === "elements") return (value as readonly Named[]).map(({ name }) => name).join(", ");
  if (type === "switch") return value ? "yes" : "no";
  if (type === "mitigations") return mitigationNames(value as readonly string[]).join(", ");
  if (typeof value !== "string") return (value as readonly string[]).filter(Boolean).join("; ");
  if (type === "person" || type === "objective") return value && called(value);
  return options?.find((one) => one.value === value)?.label ?? value.trim();
}

/** What a row is called. */
export function titleOf(row: RecordOf): string {
  if ("title" in row) return row.title;
  if ("framework" in row) return [row.framework, row.clause].filter(Boolean).join(" ");
  if ("elements" in row) return row.elements.map(({ name }) => name).join(", ");
  return row.scope;
}

/** Numbers of mitigations as pages write them. */
export function mitigationNames(numbers: readonly (string | number)[]): string[] {
  return numbers.map((number) => `M${number}`);
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
