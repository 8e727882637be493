/** What a chart shows, and its table as well. No React. */
import type { PostureDay } from "@/api/types";
import type { Target } from "../figureTargets";

export interface Series {
  id: string;
  label: string;
  /** A token of the theme. */
  color: string;
}

export type ChartKind = "areas" | "bars" | "lines";

export interface ChartRow {
  /** The day, or the first one of the week: "2026-11-23". */
  id: string;
  label: string;
  /** By series; null where it is not known. */
  values: Readonly<Record<string, number | null>>;
  /** The lists behind the values, where there are such. */
  targets?: Readonly<Record<string, Target | null>>;
}

export interface ChartData {
  series: readonly Series[];
  rows: readonly ChartRow[];
  unit?: "%";
}

const short = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** "Nov 23". */
export const shortDay = (day: string): string => short.format(new Date(`${day}T00:00:00Z`));

/** One row for each day from the first snapshot to the last; days without one are gaps. */
export function dayRows(
  days: readonly PostureDay[],
  values: (day: PostureDay) => Record<string, number | null>,
): ChartRow[] {
  const byDay = new Map(days.map((day) => [day.day, day]));
  const first = days[0]?.day;
  const last = days.at(-1)?.day;
  if (!first || !last) return [];
  const rows: ChartRow[] = [];
  for (let day = first; day <= last; day = nextDay(day)) {
    const known = byDay.get(day);
    rows.push({ id: day, label: shortDay(day), values: known ? values(known) : {} });
  }
  return rows;
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** Whether there is anything to plot: a value that is known and not zero. */
export function hasValues({ rows }: ChartData): boolean {
  return rows.some(({ values }) => Object.values(values).some((value) => (value ?? 0) !== 0));
}

/** "Critical: 3 on Nov 2, 1 on Nov 28": what a chart says in words. */
export function summary({ series, rows, unit }: ChartData): string {
  const known = rows.filter(({ values }) => Object.keys(values).length > 0);
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return "No data";
  const suffix = unit ? ` ${unit}` : "";
  return series
    .map(({ id, label }) => {
      const from = first.values[id] ?? "unknown";
      const to = last.values[id] ?? "unknown";
      return `${label}: ${from}${suffix} on ${first.label}, ${to}${suffix} on ${last.label}`;
    })
    .join(". ");
}
