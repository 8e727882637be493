/** The days of a month as a calendar shows them. No React. */

/** A month such as "2026-11". */
export type Month = string;

const title = new Intl.DateTimeFormat("en-US", { month: "long", year: "numeric" });
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The month that is named; that of the day `today` (ISO) where none is. */
export function monthOf(named: string, today: string): Month {
  return MONTH.test(named) ? named : today.slice(0, 7);
}

/** "November 2026". */
export function monthTitle(month: Month): string {
  return title.format(new Date(yearOf(month), numberOf(month) - 1, 1));
}

/** The month so many months later; earlier where it is negative. */
export function monthAfter(month: Month, months: number): Month {
  const at = new Date(yearOf(month), numberOf(month) - 1 + months, 1);
  return `${String(at.getFullYear()).padStart(4, "0")}-${String(at.getMonth() + 1).padStart(2, "0")}`;
}

/** The days of the month as ISO dates, in order. */
export function daysOf(month: Month): string[] {
  const count = new Date(yearOf(month), numberOf(month), 0).getDate();
  return Array.from({ length: count }, (_, at) => `${month}-${String(at + 1).padStart(2, "0")}`);
}

/** The column of the first day, from 1 for Monday to 7 for Sunday. */
export function firstColumn(month: Month): number {
  return ((new Date(yearOf(month), numberOf(month) - 1, 1).getDay() + 6) % 7) + 1;
}

/** The present day in the reader's time zone, as an ISO date. */
export function isoDay(at: Date): string {
  const [month, day] = [at.getMonth() + 1, at.getDate()].map((one) => String(one).padStart(2, "0"));
  return `${at.getFullYear()}-${month}-${day}`;
}

function yearOf(month: Month): number {
  return Number(month.slice(0, 4));
}

function numberOf(month: Month): number {
  return Number(month.slice(5));
}
