/** Answers to questions: which control a fact's type takes and what value leaves it. */

import type { Question } from "@/api/types";
import { durationText, isDuration, parseDuration } from "./durations";

export type FactType = Question["type"];
export type AnswerControl = "yes-no" | "choice" | "written" | "records" | "day";

export function controlFor(type: FactType): AnswerControl {
  if (type === "bool") return "yes-no";
  if (type === "enum") return "choice";
  if (type === "date") return "day";
  return type === "records" ? "records" : "written";
}

/** The answer that there is none, which is something else than not to know; null where that says nothing. */
export interface EmptyAnswer {
  label: string;
  value: string | readonly string[];
}

export function emptyAnswer(type: FactType, fact: string): EmptyAnswer | null {
  if (type === "list") return { label: "None", value: [] };
  return fact === "owner" ? { label: "Nobody", value: "" } : null;
}

export type Answer =
  | { ok: true; value: boolean | number | string | string[] }
  | { ok: false; message: string };

/** The least and the most that a whole number may be. */
export type Range = readonly number[];

/** Return the value a text stands for as that of a fact, or what is wrong with it. */
export function parseAnswer(type: FactType, text: string, range?: Range, fact = ""): Answer {
  const clean = text.trim();
  if (type === "list") return { ok: true, value: wordsOf(clean) };
  if (clean === "") return { ok: false, message: "Enter a value" };
  if (type === "date") return dayOf(clean);
  if (type === "int") return isDuration(fact) ? duration(clean, range) : whole(clean, range);
  return type === "float" ? decimal(clean) : { ok: true, value: clean };
}

/** Return one field of a record from its text; every field has a value of its type. */
function parseField(type: string, text: string): boolean | number | string | string[] {
  const clean = text.trim();
  if (type === "bool") return clean === "true";
  if (type === "int") return Number.parseInt(clean, 10) || 0;
  return type === "list" ? wordsOf(clean) : clean;
}

function wordsOf(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

function whole(text: string, range?: Range): Answer {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && isWithin(range, value)) return { ok: true, value };
  const bounds = range ? ` from ${range[0]} to ${range[1]}` : "";
  return { ok: false, message: `Enter a whole number${bounds}` };
}

function duration(text: string, range?: Range): Answer {
  const value = parseDuration(text);
  if (value === null) return { ok: false, message: "Enter a duration like 15 min, 6 h or 1 d" };
  if (isWithin(range, value)) return { ok: true, value };
  return { ok: false, message: `Enter at most ${durationText(range?.[1] ?? 0)}` };
}

/** A day that is over or today: facts tell what was done. */
function dayOf(text: string): Answer {
  if (!isDay(text)) return { ok: false, message: "Enter a date like 2026-01-31" };
  if (text > latestDay()) return { ok: false, message: "Enter a date that is not in the future" };
  return { ok: true, value: text };
}

/** Whether the text is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text)
    ? new Date(`${text}T00:00:00Z`)
    : new Date(Number.NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
}

/** The present day where it is latest: what is today to the reader is not in the future. */
export function latestDay(now = Date.now()): string {
  return new Date(now + 14 * 3_600_000).toISOString().slice(0, 10);
}

export function isWithin(range: Range | undefined, value: number): boolean {
  const [least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER] = range ?? [];
  return least <= value && value <= most;
}

function decimal(text: string): Answer {
  const value = Number(text);
  return Number.isFinite(value) ? { ok: true, value } : { ok: false, message: "Enter a number" };
}

/** What was typed for one record, by field. */
export type Entry = Readonly<Record<string, string>>;

/** Return the record that an entry stands for; fields left empty are there as well. */
export function recordOf(
  entry: Entry,
  fields: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, parseField(type, entry[name] ?? "")]),
  );
}

/** Return the records of a value as one would have typed them; one empty entry when nothing is known. */
export function entriesOf(value: unknown): Entry[] {
  if (!Array.isArray(value)) return [{}];
  return value.map((record) =>
    Object.fromEntries(Object.entries(record ?? {}).map(([name, one]) => [name, typed(one)])),
  );
}

function typed(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}
