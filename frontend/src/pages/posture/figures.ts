/** The figures of a day and what changed between two. No React. */
import type { PostureDay, SeverityCounts, ThreatStatus } from "@/api/types";
import { addCounts, totalCount } from "@/model/graph/severity";
import { FIXED_THREAT_STATUSES } from "@/model/labels/threatStatuses";

/** Accepted risk is still a risk. */
export const atRiskOf = (day: PostureDay): SeverityCounts => addCounts(day.open, day.accepted);

export function coverageOf(day: PostureDay): number | null {
  return percent(day.cells_settled, day.cells_applicable);
}

/** Whether there is anything to show: a threat, even one that is closed, a cell of a coverage grid, or a crown jewel. */
export function hasFigures(days: readonly PostureDay[]): boolean {
  return days.some(
    (day) =>
      totalCount(atRiskOf(day)) > 0 ||
      day.cells_applicable + day.jewels + day.found > 0 ||
      day.mitigated + day.resolved + day.not_applicable > 0,
  );
}

export type FigureId =
  | "at_risk"
  | "critical"
  | "high"
  | "medium"
  | "low"
  | "info"
  | "accepted"
  | "overdue"
  | "overdue_mitigations"
  | "expiring"
  | "coverage"
  | "jewels_reached"
  | "jewel_score";

export interface Figure {
  id: FigureId;
  label: string;
  /** null: there is nothing to count. */
  value: (day: PostureDay) => number | null;
  unit?: "%";
  /** More of it is better. */
  higherIsBetter?: boolean;
}

export const FIGURES: readonly Figure[] = [
  { id: "at_risk", label: "Threats at risk", value: (day) => totalCount(atRiskOf(day)) },
  { id: "critical", label: "Critical", value: (day) => atRiskOf(day).critical },
  { id: "high", label: "High", value: (day) => atRiskOf(day).high },
  { id: "medium", label: "Medium", value: (day) => atRiskOf(day).medium },
  { id: "low", label: "Low", value: (day) => atRiskOf(day).low },
  { id: "info", label: "Info", value: (day) => atRiskOf(day).info },
  { id: "accepted", label: "Of these, accepted", value: (day) => totalCount(day.accepted) },
  { id: "overdue", label: "Overdue threats", value: (day) => day.overdue },
  {
    id: "overdue_mitigations",
    label: "Overdue mitigations",
    value: (day) => day.overdue_mitigations,
  },
  { id: "expiring", label: "Acceptances expiring", value: (day) => day.expiring },
  {
    id: "coverage",
    label: "Coverage, all methods",
    value: coverageOf,
    unit: "%",
    higherIsBetter: true,
  },
  {
    id: "jewels_reached",
    label: "Crown jewels reached",
    value: (day) => (day.jewels > 0 ? day.jewels_reached : null),
  },
  {
    id: "jewel_score",
    label: "Highest path score",
    value: (day) => (day.jewels > 0 ? day.jewel_score : null),
  },
];

export function figureOf(id: FigureId): Figure {
  const found = FIGURES.find((figure) => figure.id === id);
  if (!found) throw new Error(`unknown figure ${id}`);
  return found;
}

/** How many threats were closed with a status on a day: the server has a column of its name. */
function closedAs(day: PostureDay, status: ThreatStatus): number {
  return Number(day[status.replaceAll("-", "_") as keyof PostureDay]);
}

/** What happened on some days. */
export interface Flow {
  found: number;
  fixed: number;
  notApplicable: number;
  /** Mean days from first seen to mitigated or resolved; null where nothing was fixed. */
  meanDays: number | null;
  /** Of the fixed threats with a due date, those in time, in percent; null where there were none. */
  kept: number | null;
  dueFixed: number;
}

const SECONDS_OF_DAY = 86_400;

export function flowOf(days: readonly PostureDay[]): Flow {
  const sum = (value: (day: PostureDay) => number) =>
    days.reduce((all, day) => all + value(day), 0);
  const fixed = FIXED_THREAT_STATUSES.reduce(
    (all, status) => all + sum((day) => closedAs(day, status)),
    0,
  );
  const dueFixed = sum((day) => day.due_fixed);
  return {
    found: sum((day) => day.found),
    fixed,
    notApplicable: sum((day) => day.not_applicable),
    meanDays: fixed > 0 ? sum((day) => day.fixed_seconds) / fixed / SECONDS_OF_DAY : null,
    kept: percent(
      sum((day) => day.due_kept),
      dueFixed,
    ),
    dueFixed,
  };
}

export interface Week extends Flow {
  /** Its Monday, and its last day that is known: "2026-11-23". */
  since: string;
  until: string;
}

/** Days by calendar week, the first week first; weeks without a snapshot are left out. */
export function weeksOf(days: readonly PostureDay[]): Week[] {
  const weeks = new Map<string, PostureDay[]>();
  for (const day of days) {
    const monday = mondayOf(day.day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), day]);
  }
  return [...weeks].map(([since, some]) => ({
    since,
    until: some.at(-1)?.day ?? since,
    ...flowOf(some),
  }));
}

export function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** "12", "64 %", or a dash where there is nothing to count. */
export function written(value: number | null, unit?: "%"): string {
  if (value === null) return "—";
  return `${value.toLocaleString("en-US")}${unit ? ` ${unit}` : ""}`;
}

/** "+3", "−2" or "no change". */
export function writtenChange(before: number | null, after: number | null): string {
  if (before === null || after === null) return "—";
  const change = after - before;
  if (change === 0) return "no change";
  return `${change > 0 ? "+" : "−"}${Math.abs(change).toLocaleString("en-US")}`;
}

/** "3.4 days". */
export function writtenDays(value: number | null): string {
  if (value === null) return "—";
  const rounded = Math.round(value * 10) / 10;
  return `${rounded.toLocaleString("en-US")} ${rounded === 1 ? "day" : "days"}`;
}

/** The snapshot of a day, or else the last one before it; none before the first. */
export function dayAt(days: readonly PostureDay[], day: string): PostureDay | undefined {
  return days.filter((one) => one.day <= day).at(-1);
}

function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.round((part / whole) * 100) : null;
}
