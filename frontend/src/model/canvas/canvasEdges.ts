/** The edges of the canvas: flows, merged where frames are collapsed, and relations. */

import type { Route, Routing } from "@/edgeRouting/edgeRouting";
import { isEncrypted } from "@/model/graph/flowEncryption";
import type { PossibleCount, Severity, SeverityCounts } from "@/model/graph/severity";
import { addCounts, addPossible, fullCounts, possibleOf, worstOf } from "@/model/graph/severity";
import type { Snapshot, SnapshotFlow } from "@/model/graph/snapshot";
import { relationUid } from "@/model/graph/snapshot";
import type { Visible } from "./visibility";

export interface FlowData extends Record<string, unknown> {
  id: string;
  name: string;
  label: string;
  /** The label where there is little room: the port alone when the protocol is long. */
  short: string;
  origin: string;
  /** As stated or by the protocol; of merged flows what holds of all of them. */
  encrypted: boolean | null;
  /** A person said that there is no such flow. */
  rejected: boolean;
  worst: Severity | null;
  possible: PossibleCount;
  counts: SeverityCounts;
  /** Distance in pixels from the straight line, so that parallel flows do not cover each other. */
  shift: number;
  /** Its way between boxes; null in a drawing with so many flows that they are drawn as curves. */
  route: Route | null;
  /** The flows this line stands for, when their ends are inside collapsed frames. */
  merged: readonly string[];
}

export interface RelationData extends Record<string, unknown> {
  relation: string;
}

export type FlowCanvasEdge = CanvasEdgeOf<"flow", FlowData>;

export type CanvasEdge = FlowCanvasEdge | CanvasEdgeOf<"relation", RelationData>;

export interface CanvasEdgeOf<Type extends string, Data> {
  id: string;
  type: Type;
  source: string;
  target: string;
  zIndex: number;
  focusable: false;
  selected?: boolean;
  className?: string;
  data: Data;
}

// Stacking: boundaries by depth, then flows, then workloads and what is collapsed, then cards, so that a line never hides a label.
// Inside of the workload in which it ends a line is drawn once more, below the cards.
const EDGE_Z = 500;

/** A line of the drawing: one flow, or those that a collapsed frame makes look alike. */
export interface Line {
  source: string;
  target: string;
  flows: readonly SnapshotFlow[];
}

export function flowEdges(flows: readonly SnapshotFlow[], visible: Visible): FlowCanvasEdge[] {
  const pairs = new Map<string, Line[]>();
  for (const line of linesOf(flows, visible)) {
    const key = [line.source, line.target].sort().join("\n");
    pairs.set(key, [...(pairs.get(key) ?? []), line]);
  }
  return [...pairs.values()].flatMap((pair) =>
    pair.map((line, index) => flowEdge(line, shiftOf(line, index, pair.length))),
  );
}

/** Lead flows of what is inside collapsed frames to the frame, and put those with the same ends together. */
export function linesOf(flows: readonly SnapshotFlow[], { drawn, standIn }: Visible): Line[] {
  const own: Line[] = [];
  const led = new Map<string, SnapshotFlow[]>();
  for (const flow of flows) {
    if (flow.gone) continue;
    const source = standIn.get(flow.source) ?? flow.source;
    const target = standIn.get(flow.destination) ?? flow.destination;
    if (!drawn.has(source) || !drawn.has(target)) continue;
    const direct = source === flow.source && target === flow.destination;
    if (direct) own.push({ source, target, flows: [flow] });
    else if (source !== target) {
      const key = `${source}\n${target}`;
      led.set(key, [...(led.get(key) ?? []), flow]);
    }
  }
  const merged = [...led].map(([key, together]) => {
    const [source = "", target = ""] = key.split("\n");
    return { source, target, flows: together };
  });
  return [...own, ...merged];
}

/** Space parallel flows 22 px apart around the straight line; the sign follows the pair, not the direction. */
function shiftOf(line: Line, index: number, count: number): number {
  const shift = (index - (count - 1) / 2) * 22;
  return line.source <= line.target ? shift : -shift;
}

function flowEdge({ source, target, flows }: Line, shift: number): FlowCanvasEdge {
  const flow = flows[0] as SnapshotFlow;
  const counts = flows.map((one) => fullCounts(one.threats)).reduce(addCounts);
  const many = flows.length > 1;
  const label = many ? `${flows.length} flows` : protocolPort(flow);
  return {
    id: many ? `merged:${source}->${target}` : flow.uid,
    type: "flow",
    source,
    target,
    zIndex: EDGE_Z,
    focusable: false,
    data: {
      id: flow.id,
      name: many ? "" : flow.name,
      label,
      short: many ? label : shortLabel(flow),
      origin: flows.every((one) => one.origin === "inferred") ? "inferred" : flow.origin,
      encrypted: commonValue(flows.map(isEncrypted)),
      rejected: flows.every((one) => one.review === "rejected"),
      worst: worstOf(counts),
      possible: flows.map(possibleOf).reduce(addPossible),
      counts,
      shift,
      route: null,
      merged: many ? flows.map((one) => one.uid) : [],
    },
  };
}

/** Return what all of them are; null when they differ. */
function commonValue(values: readonly (boolean | null)[]): boolean | null {
  const [first = null] = values;
  return values.every((one) => one === first) ? first : null;
}

export function relationEdges(snapshot: Snapshot, drawn: ReadonlySet<string>): CanvasEdge[] {
  return snapshot.relations
    .filter((relation) => drawn.has(relation.source) && drawn.has(relation.target))
    .map((relation) => ({
      id: relationUid(relation),
      type: "relation",
      source: relation.source,
      target: relation.target,
      zIndex: EDGE_Z - 1,
      focusable: false,
      data: { relation: relation.type },
    }));
}

/** Return "TCP:5432", "HTTPS", ":8080" or "". */
export function protocolPort(flow: Pick<SnapshotFlow, "protocol" | "port">): string {
  const protocol = flow.protocol.toUpperCase();
  return flow.port === null ? protocol : `${protocol}:${flow.port}`;
}

/** Return the words with what is known of the flow behind them: "Flow to db HTTPS:443, encrypted". */
export function flowDescription(
  words: string,
  flow: Pick<SnapshotFlow, "protocol" | "port">,
  encrypted: boolean | null,
): string {
  const known = [words, protocolPort(flow)].filter(Boolean).join(" ");
  if (encrypted === null) return known;
  return encrypted ? `${known}, encrypted` : `${known}, not encrypted`;
}

// What fits between two columns of the layout.
const SHORT_LABEL = 10;

function shortLabel(flow: SnapshotFlow): string {
  const label = protocolPort(flow);
  return label.length > SHORT_LABEL && flow.port !== null ? `:${flow.port}` : label;
}

/** Return what may stand on a flow, from what says most. */
export function labelsOf({ label, short }: Pick<FlowData, "label" | "short">): readonly string[] {
  return [label, short];
}

/** Return the label that there is room for on the line; null for none. */
export function labelOf(
  flow: Pick<FlowData, "label" | "short">,
  room: number | null,
): string | null {
  return room === null ? null : (labelsOf(flow)[room] ?? null);
}

export function routed(edge: FlowCanvasEdge, { routes }: Routing): FlowCanvasEdge {
  const route = routes.get(edge.id);
  return route ? { ...edge, data: { ...edge.data, route } } : edge;
}
