/** Facts as people read them: value, meaning of yes, no and unknown, and where each comes from. */

import type { FactRow } from "@/api/types";
import type { FactType } from "@/model/graph/elementKinds";
import { durationText, isDuration } from "./durations";
import { isSettable } from "./factValues";

/** A fact as the server sends it; keys about its origin may be left out. */
export type Fact = Pick<FactRow, "name" | "label" | "type"> & Partial<FactRow>;

export type FactState = "yes" | "no" | "value" | "unknown";

export interface FactGroup {
  id: string;
  label: string;
  /** Known facts before unknown ones, each in the order of the catalogue. */
  facts: Fact[];
}

function isKnown(fact: Fact): boolean {
  return fact.value !== undefined && fact.value !== null;
}

export function factState(fact: Fact): FactState {
  if (!isKnown(fact)) return "unknown";
  if (fact.value === true) return "yes";
  return fact.value === false ? "no" : "value";
}

/** The topic of what rules ask for and nobody knows. */
const ASKED = "asked";

/** Return the facts by topic, what is asked first, then in the order of the topics; a fact of no topic comes last. */
export function groupFacts(
  facts: readonly Fact[],
  topics: Readonly<Record<string, string>>,
): FactGroup[] {
  const groups = new Map<string, FactGroup>(
    [[ASKED, "Open questions"], ...Object.entries(topics)].map(([id = "", label = ""]) => [
      id,
      { id, label, facts: [] },
    ]),
  );
  const other: FactGroup = { id: "other", label: "Other", facts: [] };
  for (const fact of knownFirst(facts)) (groups.get(fact.group ?? "") ?? other).facts.push(fact);
  return [...groups.values(), other].filter((group) => group.facts.length > 0);
}

/** Return the groups with every fact where it was before; what comes new follows in its group. */
export function inPlace(groups: readonly FactGroup[], before: readonly FactGroup[]): FactGroup[] {
  const now = new Map(groups.flatMap(({ facts }) => facts.map((fact) => [fact.name, fact])));
  const placed = new Set(before.flatMap(({ facts }) => facts.map(({ name }) => name)));
  const added = new Map(
    groups.map(({ id, facts }) => [id, facts.filter(({ name }) => !placed.has(name))]),
  );
  const kept = before.map((group) => ({
    ...group,
    facts: [
      ...group.facts.flatMap(({ name }) => now.get(name) ?? []),
      ...(added.get(group.id) ?? []),
    ],
  }));
  const known = new Set(before.map(({ id }) => id));
  const others = groups
    .filter(({ id }) => !known.has(id))
    .map((group) => ({ ...group, facts: added.get(group.id) ?? [] }));
  return [...kept, ...others].filter(({ facts }) => facts.length > 0);
}

// Shown as chips above the facts and as decisions on the page of the data; beside the reason for a flow; above the facts
// of a zone, where it shows as well what is assumed as long as nobody has said it.
const SHOWN_ELSEWHERE = new Set(["data_sets", "data_sets_declined", "confidence", "trust_level"]);

/** Return the facts that are listed as such. */
export function shownFacts<One extends { name: string }>(facts: readonly One[]): One[] {
  return facts.filter((fact) => !SHOWN_ELSEWHERE.has(fact.name));
}

/** Return how sure a flow that was concluded is, and what that means; null where nobody concluded it. */
export function confidenceOf(
  facts: readonly Fact[] | undefined,
): [level: string, why: string] | null {
  const fact = facts?.find(({ name }) => name === "confidence");
  return fact && isKnown(fact) ? [String(fact.value), fact.why ?? ""] : null;
}

/** Return the facts that open questions ask for, as facts without a value. */
export function unknownFacts(
  questions: readonly { fact: string; label: string; type: Fact["type"] }[],
): Fact[] {
  return questions.map(({ fact, label, type }) => ({ name: fact, label, type, group: ASKED }));
}

/** Return what is known, what is asked, and what else a person could say of a kind with these facts. */
export function editableFacts(
  known: readonly Fact[],
  questions: Parameters<typeof unknownFacts>[0],
  types: readonly FactType[],
): Fact[] {
  const listed = [...shownFacts(known), ...shownFacts(unknownFacts(questions))];
  const names = new Set(listed.map(({ name }) => name));
  const others = types.filter((type) => isSettable(type) && !names.has(type.name));
  return [...listed, ...shownFacts(others)];
}

function knownFirst(facts: readonly Fact[]): Fact[] {
  return [...facts.filter(isKnown), ...facts.filter((fact) => !isKnown(fact))];
}

/** Return the value on one line: "yes", "8080", "NET_ADMIN, SYS_TIME", "source /var/run, type hostPath". */
export function formatValue(value: unknown): string {
  if (value === null || value === undefined) return "unknown";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(formatValue).join("; ");
  if (typeof value === "object") return formatRecord(value as Record<string, unknown>);
  return value === "" ? "empty" : readable(String(value));
}

/** Return the value of a fact on one line; a duration as people say it: "1 d 6 h". */
export function factText(fact: string, value: unknown): string {
  if (fact === "owner" && value === "") return "nobody";
  return typeof value === "number" && isDuration(fact) ? durationText(value) : formatValue(value);
}

/** Return the items of a list value, each on one line; null when the value is no list of several. */
export function valueItems(value: unknown): string[] | null {
  return Array.isArray(value) && value.length > 1 ? value.map(formatValue) : null;
}

/** Return the fields of a record with their values, empty ones left out; null when the value is no record. */
export function recordPairs(value: unknown): [field: string, text: string][] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.entries(value)
    .filter(([, one]) => !isEmpty(one))
    .map(([field, one]) => [field.replaceAll("_", " "), formatValue(one)]);
}

/** Return whether the value needs a line of its own: several items, a record, or a long text. */
export function isWide(value: unknown): boolean {
  const items = Array.isArray(value) ? value : [value];
  return (
    items.length > 3 ||
    items.some((one) => recordPairs(one) !== null) ||
    formatValue(value).length > 34
  );
}

/** Where a fact comes from; keys may be left out. */
interface Stated {
  origin?: string;
  file?: string;
  line?: number;
  by?: string;
}

/** Return "deploy.yaml:12", "default", "Priya Nair", "inferred from deploy.yaml:12" or "". */
export function provenance(fact: Stated): string {
  const place = fact.file ? (fact.line ? `${fact.file}:${fact.line}` : fact.file) : "";
  if (fact.origin === "file") return place;
  if (fact.origin === "default") return "default";
  if (fact.origin === "inferred") return place ? `inferred from ${place}` : "inferred";
  return fact.origin === "person" ? fact.by || "a person" : place;
}

/** Return in a word what says a fact: "compose.yml", "default" or "inferred". */
export function statedBy({ origin, file }: { origin: string; file: string }): string {
  return origin === "file" ? shortPlace(file) : origin;
}

/** Return the last part of a path with its line: ".../deploy/api.yaml:12" becomes "api.yaml:12". */
export function shortPlace(place: string): string {
  const cut = place.lastIndexOf("/");
  return cut === -1 ? place : place.slice(cut + 1);
}

/** Return the uid of a flow as people write it: "internet → compose:db:5432". */
function readable(text: string): string {
  return text.startsWith("flow:") ? text.slice("flow:".length).replace("->", " → ") : text;
}

function formatRecord(record: Record<string, unknown>): string {
  const pairs = recordPairs(record) ?? [];
  return pairs.length === 0 ? "none" : pairs.map(([field, text]) => `${field} ${text}`).join(", ");
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}
