/** How two elements may be connected: by a data flow, or by a relation that the catalogue allows between their kinds. */

import { type Kinds, kindInfo } from "@/model/graph/elementKinds";
import type { Op } from "@/model/graph/ops";
import {
  relationUid,
  type SnapshotElement,
  type SnapshotFlow,
  type SnapshotRelation,
} from "@/model/graph/snapshot";
import { sentenceCase } from "@/model/labels/categories";
import { protocolPort } from "./canvasEdges";
import { flowProblem, mayFlow, relationsBetween } from "./containmentRules";
import { newFlow } from "./editOps";
import type { EditSnapshot } from "./editSnapshot";

export interface Connection {
  /** "flow", or a relation type of the catalogue. */
  type: "flow" | SnapshotRelation["type"];
  /** "Data flow", "Reads secret". */
  label: string;
}

/** Return the ways to connect one element to another that are not taken yet, a flow first. */
export function connectionsBetween(
  editSnapshot: EditSnapshot,
  from: string,
  to: string,
): Connection[] {
  const { kinds, tree, snapshot } = editSnapshot;
  const [source, target] = [tree.byUid.get(from), tree.byUid.get(to)];
  if (!source || !target || from === to) return [];
  const isTaken = (type: string): boolean =>
    snapshot.relations.some((one) => one.source === from && one.target === to && one.type === type);
  const relations = relationsBetween(kinds, source.kind, target.kind)
    .map(({ id, label }) => ({ type: id as SnapshotRelation["type"], label: sentenceCase(label) }))
    .filter(({ type }) => !isTaken(type));
  const flow = flowProblem(kinds, source, target) === null;
  return [...(flow ? [{ type: "flow", label: "Data flow" } as const] : []), ...relations];
}

/** Return why nothing can lead from one element to the other, or null. */
export function connectionProblem(
  editSnapshot: EditSnapshot,
  from: string,
  to: string,
): string | null {
  if (connectionsBetween(editSnapshot, from, to).length > 0) return null;
  const { kinds, tree } = editSnapshot;
  const [source, target] = [tree.byUid.get(from), tree.byUid.get(to)];
  const related =
    source && target && relationsBetween(kinds, source.kind, target.kind).length > 0 && from !== to;
  return related ? "They are connected already" : flowProblem(kinds, source, target);
}

/** Return whether anything may lead away from this kind. */
export function mayConnect(kinds: Kinds, kind: string): boolean {
  return mayFlow(kinds, kind) || kindInfo(kinds, kind).relations.length > 0;
}

/** Return the operations that connect two elements, and the uid of what comes to be. */
export function connected(
  type: Connection["type"],
  source: string,
  target: string,
): { uid: string; ops: Op[] } {
  if (type === "flow") return newFlow(source, target);
  const uid = relationUid({ type, source, target });
  return { uid, ops: [{ op: "set", on: "relation", type, source, target }] };
}

type End = Pick<SnapshotElement, "uid" | "name"> & { kind: string };

/** What does nothing by itself: something else reads and writes for it. */
const PASSIVE_ROLES = new Set(["external-entity", "data-store"]);

/** Return what a person who has drawn a flow should know of it, or null: it may still be meant. */
export function flowAdvice(
  kinds: Kinds,
  flows: readonly SnapshotFlow[],
  source: End,
  destination: End,
): string | null {
  const ends = `${source.name} to ${destination.name}`;
  const present = flows.find(
    (one) => !one.gone && one.source === source.uid && one.destination === destination.uid,
  );
  if (present) {
    const what = present.name || protocolPort(present) || "a flow";
    return `There was ${what} from ${ends} already; this is another one.`;
  }
  const idle = [source, destination].every(({ kind }) =>
    PASSIVE_ROLES.has(kindInfo(kinds, kind).role),
  );
  if (!idle) return null;
  return `Data goes from ${ends} without a process. Usually a process between them reads, writes and checks.`;
}
