/** The filters that are on, as words that can be taken off one by one. */

import { severityLabel } from "@/model/graph/severity";
import { counted } from "@/model/labels/counted";
import type { Filters, Match } from "./filterMatches";
import { trustLabel } from "./trustLevels";

export interface FilterChip {
  id: string;
  /** "High", "Trust: untrusted", "Flows to api". */
  words: string;
  /** The filters without it. */
  without: Filters;
}

/** Return one entry for each value that is filtered for; `nameOf` an element or data set, null when it is gone. */
export function filterWords(
  filters: Filters,
  nameOf: (uid: string) => string | null,
): FilterChip[] {
  const name = (uid: string): string => nameOf(uid) ?? "what is no longer there";
  const { severities, stages, trust, dataSet, flowsFromInternet } = filters;
  const one = (id: string, words: string, change: Partial<Filters>): FilterChip => ({
    id,
    words,
    without: { ...filters, ...change },
  });
  return [
    ...severities.map((value) =>
      one(`severity ${value}`, severityLabel(value), { severities: without(severities, value) }),
    ),
    ...stages.map((value) =>
      one(`stage ${value}`, `Lifecycle: ${value}`, { stages: without(stages, value) }),
    ),
    ...trust.map((value) =>
      one(`trust ${value}`, trustWords(trustLabel(value)), { trust: without(trust, value) }),
    ),
    ...(dataSet === null ? [] : [one("data", `Data: ${name(dataSet)}`, { dataSet: null })]),
    ...(flowsFromInternet
      ? [one("internet", "Flows from the internet", { flowsFromInternet: false })]
      : []),
    ...(filters.flowsTo === null
      ? []
      : [one("to", `Flows to ${name(filters.flowsTo)}`, { flowsTo: null })]),
    ...(filters.flowsFrom === null
      ? []
      : [one("from", `Flows from ${name(filters.flowsFrom)}`, { flowsFrom: null })]),
  ];
}

function trustWords(label: string): string {
  return `Trust: ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

/** Return "12 elements and 1 flow match"; `hidden` of the elements are on layers that are not shown. */
export function filterChips({ elements, flows }: Match, hidden: number): string {
  const found = `${counted(elements, "element")} and ${counted(flows, "flow")} match`;
  return hidden > 0 ? `${found}, ${hidden} of them on hidden layers` : found;
}

/** Return the list with the value when it was without, and without it when it was in. */
export function toggled<One>(list: readonly One[], value: One): One[] {
  return list.includes(value) ? without(list, value) : [...list, value];
}

function without<One>(list: readonly One[], value: One): One[] {
  return list.filter((other) => other !== value);
}
