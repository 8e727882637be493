/** Which elements and flows stand out by what people filter for; what matches every filter does. */
import type { CanvasFilters } from "@/api/types";
import type { Severity } from "@/model/graph/severity";
import {
  ancestorsOf,
  type Snapshot,
  type SnapshotElement,
  type SnapshotFlow,
  type Tree,
} from "@/model/graph/snapshot";
import type { Stage } from "@/model/labels/controls";
import type { EditSnapshot } from "./editSnapshot";
import { chainFrom, chainTo, type FlowChain, internetOf } from "./flowChains";
import { type TrustLevel, trustOf } from "./trustLevels";

export interface Filters {
  /** Has open threats of any of these; none means all. */
  severities: readonly Severity[];
  /** Holds or carries this data set, by uid; null means any. */
  dataSet: string | null;
  /** Has open threats that a control of any of these stages answers; none means all. */
  stages: readonly Stage[];
  /** Stands in a zone of any of these levels; none means all. */
  trust: readonly TrustLevel[];
  /** Is on a chain of data flows from the internet. */
  flowsFromInternet: boolean;
  /** Is on a chain of data flows to this element. */
  flowsTo: string | null;
  /** Is on a chain of data flows from this element. */
  flowsFrom: string | null;
}

export const NO_FILTERS: Filters = {
  severities: [],
  dataSet: null,
  stages: [],
  trust: [],
  flowsFromInternet: false,
  flowsTo: null,
  flowsFrom: null,
};

export interface Match {
  /** Uids of the elements and flows that match. */
  found: ReadonlySet<string>;
  /** Those, and the frames that hold them: what does not step back. */
  shown: ReadonlySet<string>;
  elements: number;
  flows: number;
}

/** What the server knows of the filters beyond the drawing. */
export type Places = CanvasFilters;

type Drawing = Pick<EditSnapshot, "snapshot" | "tree" | "kinds">;
type Row = SnapshotElement | SnapshotFlow;
type Test = (row: Row) => boolean;

/** Whether the drawing alone does not say what matches. */
export function needsPlaces({ dataSet, stages }: Filters): boolean {
  return dataSet !== null || stages.length > 0;
}

export function isFiltered(filters: Filters): boolean {
  const {
    severities,
    dataSet,
    stages,
    trust,
    flowsFromInternet,
    flowsTo: to,
    flowsFrom: from,
  } = filters;
  const some = severities.length + stages.length + trust.length > 0;
  return some || flowsFromInternet || [dataSet, to, from].some((uid) => uid !== null);
}

/** Return what matches, or null when nothing is filtered. */
export function matching(drawing: Drawing, filters: Filters, places: Places): Match | null {
  if (!isFiltered(filters)) return null;
  const { snapshot, tree } = drawing;
  const tests = [
    ...severityTest(filters),
    ...placeTests(filters, places),
    ...trustTest(filters, drawing),
    ...chainTests(filters, snapshot, tree),
  ];
  const passes: Test = (row) => tests.every((test) => test(row));
  const elements = [...tree.byUid.values()].filter(passes).map(({ uid }) => uid);
  const flows = snapshot.flows.filter((flow) => !flow.gone && passes(flow)).map(({ uid }) => uid);
  return matchOf(tree, elements, flows);
}

/** Return what stands out when these elements and flows of the drawing match. */
export function matchOf(tree: Tree, elements: readonly string[], flows: readonly string[]): Match {
  const found = new Set([...elements, ...flows]);
  const shown = new Set(found);
  for (const uid of elements) for (const above of ancestorsOf(tree.byUid, uid)) shown.add(above);
  return { found, shown, elements: elements.length, flows: flows.length };
}

function severityTest({ severities }: Filters): Test[] {
  if (severities.length === 0) return [];
  return [({ threats }) => severities.some((one) => threats[one] > 0)];
}

function placeTests({ dataSet, stages }: Filters, places: Places): Test[] {
  const among = (uids: Iterable<string>): Test => {
    const all = new Set(uids);
    return ({ uid }) => all.has(uid);
  };
  return [
    ...(dataSet === null ? [] : [among(places.data_sets[dataSet] ?? [])]),
    ...(stages.length === 0
      ? []
      : [among(stages.flatMap((stage) => places.lifecycle[stage] ?? []))]),
  ];
}

/** A flow belongs to the zones of both its ends. */
function trustTest({ trust }: Filters, drawing: Drawing): Test[] {
  if (trust.length === 0) return [];
  const isIn = (uid: string): boolean => trust.includes(trustOf(drawing, uid).level);
  return [(row) => ("source" in row ? isIn(row.source) || isIn(row.destination) : isIn(row.uid))];
}

function chainTests(filters: Filters, snapshot: Snapshot, tree: Tree): Test[] {
  const on =
    ({ elements, flows }: FlowChain): Test =>
    (row) =>
      ("source" in row ? flows : elements).has(row.uid);
  return [
    ...(filters.flowsFromInternet ? [on(chainFrom(snapshot, tree, internetOf(tree)))] : []),
    ...(filters.flowsTo === null ? [] : [on(chainTo(snapshot, tree, [filters.flowsTo]))]),
    ...(filters.flowsFrom === null ? [] : [on(chainFrom(snapshot, tree, [filters.flowsFrom]))]),
  ];
}
