/** Filters as a saved view keeps them: by name, each a text, yes or no, or a list of texts. */

import type { SavedView } from "@/api/types";
import { SEVERITIES } from "@/model/graph/severity";
import { STAGES } from "@/model/labels/controls";
import { type Filters, NO_FILTERS } from "./filterMatches";
import { TRUST_LEVELS } from "./trustLevels";

type Saved = NonNullable<ViewDocument["filters"]>;

/** What is there to be filtered by. */
export interface Known {
  /** Whether there is such an element. */
  element: (uid: string) => boolean;
  dataSet: (uid: string) => boolean;
}

/** Return what is kept of the filters: those that are on. */
export function savedFilters(filters: Filters): Saved {
  const { severities, stages, trust, dataSet, flowsFromInternet, flowsTo, flowsFrom } = filters;
  return {
    ...(severities.length > 0 && { severity: [...severities] }),
    ...(stages.length > 0 && { lifecycle: [...stages] }),
    ...(trust.length > 0 && { trust_level: [...trust] }),
    ...(dataSet !== null && { data_set: dataSet }),
    ...(flowsFromInternet && { flows_from_internet: true }),
    ...(flowsTo !== null && { flows_to: flowsTo }),
    ...(flowsFrom !== null && { flows_from: flowsFrom }),
  };
}

/** Return the filters that were kept, as far as what they name is still there, and what is not, in words. */
export function filtersIn(saved: Saved, known: Known): { filters: Filters; gone: string[] } {
  const { data_set: dataSet, flows_to: to, flows_from: from } = saved;
  const filters: Filters = {
    ...NO_FILTERS,
    severities: among(SEVERITIES, saved.severity),
    stages: among(STAGES, saved.lifecycle),
    trust: among(TRUST_LEVELS, saved.trust_level),
    dataSet: present(dataSet, known.dataSet),
    flowsFromInternet: saved.flows_from_internet === true,
    flowsTo: present(to, known.element),
    flowsFrom: present(from, known.element),
  };
  const gone = [
    ...(isText(dataSet) && !known.dataSet(dataSet) ? ["the data set that it filters by"] : []),
    ...([to, from].some((uid) => isText(uid) && !known.element(uid))
      ? ["the element whose data flows it shows"]
      : []),
  ];
  return { filters, gone };
}

function among<One extends string>(all: readonly One[], saved: unknown): One[] {
  return Array.isArray(saved) ? all.filter((one) => saved.includes(one)) : [];
}

function present(uid: unknown, isKnown: (uid: string) => boolean): string | null {
  return isText(uid) && isKnown(uid) ? uid : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

export type ViewDocument = SavedView["document"];
