/**
 * Chains of data flows as they are drawn: each flow begins where the one before ends.
 *
 * It answers who calls an element, directly or through others, and what it calls; not what an attacker reaches: that is
 * computed in the engine alone, from facts that a drawing does not show. A workload and its containers are one place. The
 * internet begins and ends chains; none leads through it.
 */
import type { Snapshot, SnapshotFlow, Tree } from "@/model/graph/snapshot";
import { withInside } from "./visibility";

export interface FlowChain {
  /** Uids of the elements on the chains, both ends included. */
  elements: ReadonlySet<string>;
  flows: ReadonlySet<string>;
}

/** Return the chains that begin at these elements or inside them. */
export function chainFrom(snapshot: Snapshot, tree: Tree, starts: Iterable<string>): FlowChain {
  return walk(snapshot, tree, starts, (flow) => [flow.source, flow.destination]);
}

/** Return the chains that end at these elements or inside them. */
export function chainTo(snapshot: Snapshot, tree: Tree, ends: Iterable<string>): FlowChain {
  return walk(snapshot, tree, ends, (flow) => [flow.destination, flow.source]);
}

/** Return the zones that stand for the internet; none on many a drawing. */
export function internetOf(tree: Tree): string[] {
  return [...tree.byUid.values()].filter(isInternet).map(({ uid }) => uid);
}

type Ends = (flow: SnapshotFlow) => [from: string, to: string];

function walk(snapshot: Snapshot, tree: Tree, begin: Iterable<string>, endsOf: Ends): FlowChain {
  const leaving = new Map<string, SnapshotFlow[]>();
  for (const flow of snapshot.flows.filter(counts)) {
    const place = placeOf(tree, endsOf(flow)[0]);
    leaving.set(place, [...(leaving.get(place) ?? []), flow]);
  }
  const starts = [...begin].flatMap((uid) => (tree.byUid.has(uid) ? withInside(tree, uid) : []));
  const first = new Set(starts.map((uid) => placeOf(tree, uid)));
  // A set grows while it is walked and holds each once: a circle of flows ends the walk.
  const places = new Set(first);
  const flows = new Set<string>();
  for (const place of places) {
    if (!first.has(place) && isInternet(tree.byUid.get(place))) continue;
    for (const flow of leaving.get(place) ?? []) {
      flows.add(flow.uid);
      places.add(placeOf(tree, endsOf(flow)[1]));
    }
  }
  const elements = new Set([...places].flatMap((place) => membersOf(tree, place)));
  for (const uid of starts) elements.add(uid);
  return { elements, flows };
}

/** Neither gone nor rejected by a person. */
function counts({ gone, review }: SnapshotFlow): boolean {
  return !gone && review !== "rejected";
}

/** Return what stands for the element: for a container its workload. */
function placeOf(tree: Tree, uid: string): string {
  const element = tree.byUid.get(uid);
  const parent = tree.byUid.get(element?.parent ?? "");
  return parent?.kind === "workload" && isContainer(element) ? parent.uid : uid;
}

function membersOf(tree: Tree, place: string): string[] {
  if (tree.byUid.get(place)?.kind !== "workload") return [place];
  const containers = (tree.children.get(place) ?? []).filter(isContainer);
  return [place, ...containers.map(({ uid }) => uid)];
}

function isContainer(element: { kind: string } | undefined): boolean {
  return element?.kind.endsWith("container") ?? false;
}

function isInternet(element: { kind: string } | undefined): boolean {
  return element?.kind === "internet";
}
