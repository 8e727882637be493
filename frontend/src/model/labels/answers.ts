/** Answers to questions: which control a fact's type takes and what value leaves it. */

import type { Question } from "@/api/types";

export type FactType = Question["type"];
export type AnswerControl = "yes-no" | "choice" | "written" | "records";

export function controlFor(type: FactType): AnswerControl {
  if (type === "bool") return "yes-no";
  if (type === "enum") return "choice";
  return type === "records" ? "records" : "written";
}

export type Answer =
  | { ok: true; value: boolean | number | string | string[] }
  | { ok: false; message: string };

/** The least and the most that a whole number may be. */
export type Range = readonly number[];

/** Return the value a text stands for, or what is wrong with it. */
export function parseAnswer(type: FactType, text: string, range?: Range): Answer {
  const clean = text.trim();
  if (type === "list") return { ok: true, value: wordsOf(clean) };
  if (clean === "") return { ok: false, message: "Enter a value" };
  if (type === "int") return whole(clean, range);
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
