/** Data sets and suggestions of them in words, and suggestions by the data set they are about. */

import type { Catalogue, Classification, DataSetRow, DataSuggestion } from "@/api/types";
import { sentenceCase } from "./categories";

/** How sensitive data is, least first. */
export const LADDER: readonly Classification[] = [
  "public",
  "internal",
  "confidential",
  "restricted",
];

export interface SuggestionGroup {
  /** Template and data set: equal for what becomes one data set. */
  key: string;
  name: string;
  /** The data set there is already; null when confirming makes one. */
  dataSet: string | null;
  facts: DataSuggestion["facts"];
  elements: DataSuggestion[];
  flows: DataSuggestion[];
}

/** What names a suggestion when it is decided about. */
export type Decision = Pick<DataSuggestion, "on" | "uid" | "template">;

/** Return the suggestions by data set: the most sensitive first, then those with the most places. */
export function groupSuggestions(suggestions: readonly DataSuggestion[]): SuggestionGroup[] {
  const groups = new Map<string, SuggestionGroup>();
  for (const one of suggestions) {
    const group = groups.get(one.template) ?? {
      key: one.template,
      name: one.data_set_name,
      dataSet: one.data_set,
      facts: one.facts,
      elements: [],
      flows: [],
    };
    groups.set(one.template, group);
    (one.on === "flow" ? group.flows : group.elements).push(one);
  }
  return [...groups.values()].sort(
    (a, b) => rankOf(b) - rankOf(a) || sizeOf(b) - sizeOf(a) || a.name.localeCompare(b.name),
  );
}

export function membersOf(group: SuggestionGroup): DataSuggestion[] {
  return [...group.elements, ...group.flows];
}

export function decisionOf({ on, uid, template }: Decision): Decision {
  return { on, uid, template };
}

/** Return the cached suggestions without those decided about; anything else as it is. */
export function withoutDecided(data: unknown, decided: readonly Decision[]): unknown {
  if (!isSuggestions(data)) return data;
  const gone = new Set(decided.map(keyOf));
  const left = data.filter((one) => !gone.has(keyOf(one)));
  return left.length === data.length ? data : left;
}

/** "3 elements and 2 flows", "1 flow", "nothing". */
export function placeCount(elements: number, flows: number): string {
  const parts = [counted(elements, "element"), counted(flows, "flow")].filter(Boolean);
  return parts.join(" and ") || "nothing";
}

/** "3,650 days (10 years)", "30 days", "Never deleted", "Unknown". */
export function retentionText(days: number | null): string {
  if (days === null) return "Unknown";
  if (days === 0) return "Never deleted";
  const years = days / 365;
  const words = counted(days, "day");
  return Number.isInteger(years) ? `${words} (${counted(years, "year")})` : words;
}

/** The shortest form for a table: "10 years", "30 days", "Never". */
export function shortRetention(days: number | null): string {
  if (days === null) return "Unknown";
  if (days === 0) return "Never deleted";
  return days % 365 === 0 ? counted(days / 365, "year") : counted(days, "day");
}

/** What a data set is as to people: special categories weigh more than other personal data. */
export type Personal = "special" | "personal" | "none" | "unknown";

export function personalOf(row: Pick<DataSetRow, "personal_data" | "special">): Personal {
  if (row.special) return "special";
  if (row.personal_data === null) return "unknown";
  return row.personal_data ? "personal" : "none";
}

type Words = readonly { id: string; label: string }[];

/** Return the label of an id; people also write words of their own. */
export function labelOf(words: Words | undefined, id: string): string {
  return words?.find((one) => one.id === id)?.label ?? sentenceCase(id);
}

/** Return the id behind a label as somebody wrote it, or the words themselves. */
export function idOf(words: Words | undefined, label: string): string {
  const written = label.trim();
  const known = words?.find((one) => one.label.toLowerCase() === written.toLowerCase());
  return known?.id ?? written;
}

/** Return whether suggested facts name a special category. */
export function suggestsSpecial(
  facts: DataSuggestion["facts"],
  words: Catalogue["data"] | undefined,
): boolean {
  const special = new Set(words?.categories.filter((one) => one.special).map((one) => one.id));
  return textsIn(facts.personal_data_categories).some((one) => special.has(one));
}

export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

function counted(count: number, noun: string): string {
  if (count === 0) return "";
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function sizeOf(group: SuggestionGroup): number {
  return group.elements.length + group.flows.length;
}

function rankOf(group: SuggestionGroup): number {
  return LADDER.indexOf(group.facts.classification as Classification);
}

function keyOf({ on, uid, template }: Decision): string {
  return JSON.stringify([on, uid, template]);
}

function isSuggestions(data: unknown): data is DataSuggestion[] {
  return Array.isArray(data) && data.length > 0 && data.every(isSuggestion);
}

function isSuggestion(one: unknown): boolean {
  return typeof one === "object" && one !== null && "template" in one && "data_set_name" in one;
}
