/** Filters of the list of threats as they are saved, and what they are called. No React. */
import type { SavedView } from "@/api/types";
import type { Filter } from "@/ui/filterTypes";
import { type Search, valuesOf } from "@/ui/searchParams";
import { GROUPINGS, groupingOf } from "./grouping";

type Saved = NonNullable<SavedView["document"]["filters"]>;

const PAGE_ALONE: ReadonlySet<string> = new Set(["page"]);
const NAME_LENGTH = 80;
/** Their options need no name of the filter before them. */
const PLAIN: ReadonlySet<string> = new Set(["severity", "status", "method", "category", "manual"]);

/** What the address says of the list, but for the page of it. */
export function savedFiltersOf(search: Search): Saved {
  const names = Object.keys(search).filter((name) => !PAGE_ALONE.has(name));
  return Object.fromEntries(
    names
      .sort()
      .map((name) => [name, valuesOf(search, name)] as const)
      .filter(([, values]) => values.length > 0),
  );
}

/** The address under which the list shows saved filters. */
export function searchOf(saved: Saved | undefined): Search {
  return Object.fromEntries(
    Object.entries(saved ?? {}).map(([name, value]) => [name, [value].flat().map(String)]),
  );
}

/** Whether the list shows exactly these filters. */
export function isShown(saved: Saved | undefined, search: Search): boolean {
  return JSON.stringify(savedFiltersOf(searchOf(saved))) === JSON.stringify(savedFiltersOf(search));
}

/** "Critical, High · Owner: Me · by element": what the list is filtered by. */
export function nameOfFilters(filters: readonly Filter[], search: Search): string {
  const chosen = filters.flatMap((filter) => {
    const values = valuesOf(search, filter.id).map(
      (value) => filter.options.find((one) => one.value === value)?.label ?? value,
    );
    const words = values.join(", ");
    if (!words) return [];
    return PLAIN.has(filter.id) ? [words] : [`${filter.label}: ${words}`];
  });
  const grouping = groupingOf(search);
  const parts = [
    ...(search.certainty === "possible" ? ["Possible"] : []),
    ...chosen,
    ...valuesOf(search, "search").map((text) => `“${text}”`),
    ...(grouping === "cause" || grouping === "none" ? [] : [`by ${GROUPINGS[grouping]}`]),
  ];
  return (parts.join(" · ") || "All threats").slice(0, NAME_LENGTH);
}
