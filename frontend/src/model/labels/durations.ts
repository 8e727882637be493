/** Durations among the facts: whole minutes, by name `…_minutes`, that are written as people say them. */

const UNITS: readonly (readonly [minutes: number, short: string])[] = [
  [1440, "d"],
  [60, "h"],
  [1, "min"],
];
const MINUTES: Readonly<Record<string, number>> = { w: 10_080, d: 1440, h: 60, m: 1 };
const PART = /(\d+(?:\.\d+)?)\s*(weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m)?/y;
const SEPARATOR = /[\s,]*/y;

/** Whether the fact is a duration in minutes. */
export function isDuration(fact: string): boolean {
  return fact.endsWith("_minutes");
}

/** Return how a duration may be written, for a field that is empty; undefined for other facts. */
export function durationExample(fact: string): string | undefined {
  return isDuration(fact) ? "15 min, 6 h, 1 d" : undefined;
}

/** Return "1 d 6 h", "15 min" or "0 min". */
export function durationText(minutes: number): string {
  let left = minutes;
  const parts = UNITS.flatMap(([size, short]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? [`${count} ${short}`] : [];
  });
  return parts.join(" ") || "0 min";
}

/** Return the minutes that "1 d 6 h", "90 minutes", "1.5h" or "90" stand for; null where it is no duration. */
export function parseDuration(text: string): number | null {
  const clean = text.trim().toLowerCase();
  let at = 0;
  let sum = 0;
  while (at < clean.length) {
    PART.lastIndex = at;
    const match = PART.exec(clean);
    if (!match) return null;
    const [whole, number = "", unit = "m"] = match;
    if (match[2] === undefined && whole.length < clean.length) return null;
    sum += Number(number) * (MINUTES[unit.charAt(0)] ?? 1);
    SEPARATOR.lastIndex = at + whole.length;
    SEPARATOR.exec(clean);
    at = SEPARATOR.lastIndex;
  }
  return clean === "" || !Number.isSafeInteger(sum) ? null : sum;
}
