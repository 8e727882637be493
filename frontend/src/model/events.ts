/** Events of the history as sentences: who changed what, from what to what. */

import { sentenceCase } from "./categories";
import { formatValue } from "./facts";

export interface Change {
  field: string;
  before: string;
  after: string;
}

/** Return the fields that differ between before and after, in the order of after. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const was = record(before);
  const is = record(after);
  const fields = [...new Set([...Object.keys(is), ...Object.keys(was)])];
  return fields
    .filter((field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map((field) => ({
      field: sentenceCase(field),
      before: shown(was[field]),
      after: shown(is[field]),
    }));
}

/** Return "T7", "M3" or the type of the subject. */
export function subjectLabel(type: string, number: number | null): string {
  if (number === null) return sentenceCase(type);
  const letter = type === "threat" ? "T" : type === "mitigation" ? "M" : `${sentenceCase(type)} `;
  return `${letter}${number}`;
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

function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  return formatValue(value);
}
