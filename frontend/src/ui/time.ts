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
