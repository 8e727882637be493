/** Events of the history as sentences: who changed what, from what to what. */

import { sentenceCase } from "./categories";
import { formatValue } from "./facts";

export interface Change {
  field: string;
  /** null when there was nothing before: the thing is new. */
  before: string | null;
  after: string;
}

// A place in the log of changes orders events, and what a restored threat is made from is for the server.
const INTERNAL = new Set(["seq", "restore", "batch", "proposal"]);

/** Return the fields that differ between before and after; of something new only those that say something. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = record(before);
  const is = record(after);
  const fields = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return fields
    .filter((field) => !INTERNAL.has(field) && !same(was[field], is[field]))
    .filter((field) => field !== "decided" || !("status" in is))
    .filter((field) => field in was || !saysNothing(is[field]))
    .map((field) => ({
      field: sentenceCase(field === "decided" ? "status" : field),
      before: field in was ? shown(field, was[field]) : null,
      after: shown(field, is[field]),
    }));
}

/** The agent that did it with a token of the person, as it calls itself; null where a person did it. */
export function agentOf(event: {
  subject_type: string;
  token: string;
  after: unknown;
}): string | null {
  if (event.subject_type !== "proposal" || event.token === "") return null;
  return String(record(event.after).agent || event.token);
}

/** What is listed of an event; of a proposal its title, and of a decision the agent that it was from. */
export function detailsOf(event: {
  subject_type: string;
  token: string;
  before: unknown;
  after: unknown;
}): Change[] {
  if (event.subject_type !== "proposal") return changesOf(event.before, event.after);
  const { title, agent } = record(event.after);
  return changesOf({}, event.token === "" ? { title, agent } : { title });
}

/** Whether the proposal of an event was decided by it. */
export function isDecided(after: unknown): boolean {
  return record(after).state !== "pending";
}

/** The id of the import of which an event tells, or null where it is not kept. */
export function importOf(after: unknown): string | null {
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(String(record(after).batch ?? ""));
  return parts ? parts.slice(1).join("-") : null;
}

const LETTERS: Readonly<Record<string, string>> = { threat: "T", mitigation: "M", acceptance: "A" };

/** Return "T7", "M3", "A2" or the type of the subject. */
export function subjectLabel(type: string, number: number | null): string {
  if (number === null) return sentenceCase(type);
  return `${LETTERS[type] ?? `${sentenceCase(type)} `}${number}`;
}

/** Return the events day by day, newest day as the server sent it. */
export function byDay<Item extends { at: string }>(
  events: readonly Item[],
): { day: string; events: Item[] }[] {
  const days: { day: string; events: Item[] }[] = [];
  for (const event of events) {
    const day = event.at.slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) last.events.push(event);
    else days.push({ day, events: [event] });
  }
  return days;
}

function record(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  return { value };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function saysNothing(value: unknown): boolean {
  const empty = Array.isArray(value) && value.length === 0;
  return value === undefined || value === null || value === "" || value === 0 || empty;
}

function shown(field: string, value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  const written = WORDS[field] ?? formatValue;
  if (!Array.isArray(value)) return written(value);
  const each = NUMBERS_OF[field];
  const one = each ? (number: unknown) => subjectLabel(each, Number(number)) : written;
  return value.map(one).join(", ") || "none";
}

/** Lists of numbers by what they are numbers of; elsewhere such a field is how many there are. */
const NUMBERS_OF: Readonly<Record<string, string>> = {
  threats: "threat",
  mitigations: "mitigation",
};

/** How a field is written where its values are no plain words. */
const WORDS: Readonly<Record<string, (value: unknown) => string>> = {
  categories: words,
  decided: words,
  status: words,
  severity: words,
  residual_risk: words,
  duplicate_of: (number) => subjectLabel("threat", Number(number)),
  owner: personName,
  waiting_for: personName,
};

/** "not-applicable" is "Not applicable". */
function words(id: unknown): string {
  return sentenceCase(String(id));
}

/** Events keep people with their names of that time. */
function personName(person: unknown): string {
  return String(record(person).name ?? person);
}

const STATEMENTS: ReadonlySet<string> = new Set([
  ...["is gone", "came back", "is mitigated", "is accepted", "is open again"],
  ...["is possible again", "is only possible"],
]);

/** Whether it says what has become of its threat, and not what somebody did. */
export function isStatement(what: string): boolean {
  return STATEMENTS.has(what);
}

/** What was done, where its object goes without saying: "answered the question". */
export function withoutObject(what: string): string {
  return what.replace(/ about$/, "");
}
