/** Filters that the lists of the threats of a model, and of many, have in common. No React. */
import type { Filter } from "@/ui/filterTypes";
import { calendarDay } from "@/ui/time";

export const DUE_FILTER: Filter = {
  id: "due",
  label: "Due",
  options: [
    { value: "overdue", label: "Overdue" },
    { value: "soon", label: "In 7 days" },
    { value: "none", label: "No date" },
  ],
};

/** Dashboards lead here with it. Risk as it is with the mitigations that are done. */
export const APPETITE_FILTER: Filter = {
  id: "above_appetite",
  label: "Risk",
  options: [{ value: "true", label: "Above appetite" }],
  single: true,
};

/** When a threat was first seen or closed: dashboards lead here with days. */
const PERIODS = [
  ["seen_since", "First seen from"],
  ["seen_until", "First seen until"],
  ["closed_since", "Closed from"],
  ["closed_until", "Closed until"],
] as const;

const LEVELS = [
  ["likelihood", "Likelihood"],
  ["impact", "Impact"],
] as const;

export function levelFilters(search: Record<string, unknown>): Filter[] {
  return LEVELS.flatMap(([id, label]) => {
    const level = search[id];
    if (typeof level !== "string") return [];
    return [{ id, label, options: [{ value: level, label: `${level} of 5` }] }];
  });
}

export function periodFilters(search: Record<string, unknown>): Filter[] {
  return PERIODS.flatMap(([id, label]) => {
    const day = search[id];
    if (typeof day !== "string") return [];
    return [{ id, label, options: [{ value: day, label: calendarDay(day) }] }];
  });
}
