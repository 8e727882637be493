/** Points in time in words. */

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en-US", { numeric: "auto", style: "long" });
const exact = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-US", { dateStyle: "medium" });

/** "3 hours ago", "yesterday", "just now", "in 2 days". */
export function relativeTime(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const found = UNITS.find(([, length]) => size >= length);
  if (!found) return "just now";
  const [unit, length] = found;
  return relative.format(Math.trunc(seconds / length), unit);
}

/** "Nov 24, 2026, 2:42 PM" in the reader's time zone. */
export function exactTime(at: Date): string {
  return exact.format(at);
}

/** "Nov 24, 2026" for a calendar day such as "2026-11-24", independent of the time zone. */
export function calendarDay(iso: string): string {
  const [year = 0, month = 1, date = 1] = iso.slice(0, 10).split("-").map(Number);
  return day.format(new Date(year, month - 1, date));
}

/** The calendar day of a point in time in the reader's time zone: "2026-11-24". */
export function localDay(at: Date): string {
  return isoDay(at.getFullYear(), at.getMonth() + 1, at.getDate()) ?? "";
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const NUMERIC = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;
const MONTH_FIRST = /^([a-z]{3,9})\.? +(\d{1,2})(?:, *| +)(\d{4})$/i;
const DAY_FIRST = /^(\d{1,2})\.? +([a-z]{3,9})\.?,? +(\d{4})$/i;

/**
 * Read a calendar day as people write it, as "2026-11-24"; null where the text is none.
 *
 * Read are 2026-11-24, Nov 24, 2026, 24 November 2026, and 11/24/2026 with the month first.
 */
export function parseDay(text: string): string | null {
  const written = text.trim();
  const iso = ISO.exec(written);
  if (iso) return isoDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const numeric = NUMERIC.exec(written);
  if (numeric) return isoDay(Number(numeric[3]), Number(numeric[1]), Number(numeric[2]));
  const named = MONTH_FIRST.exec(written);
  if (named) return isoDay(Number(named[3]), monthOf(named[1]), Number(named[2]));
  const dayFirst = DAY_FIRST.exec(written);
  return dayFirst && isoDay(Number(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
}

/** 1 to 12; 0 of a word that is no month. */
function monthOf(name = ""): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

/** null of a day that no calendar has, or of a year before 1900: the field is still being written in. */
function isoDay(year: number, month: number, date: number): string | null {
  const day = new Date(Date.UTC(year, month - 1, date));
  const isReal = day.getUTCMonth() === month - 1 && day.getUTCDate() === date;
  return year >= 1900 && isReal ? day.toISOString().slice(0, 10) : null;
}
