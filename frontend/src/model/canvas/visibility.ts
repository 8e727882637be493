/** What of a model is drawn: all but hidden layers and what is inside collapsed frames. */

import { type Layer, layerOf } from "@/model/graph/elementKinds";
import type { SnapshotElement, Tree } from "@/model/graph/snapshot";

export interface Visible {
  /** Uids of what is drawn, parents before their children. */
  drawn: ReadonlySet<string>;
  /** For what is inside a collapsed frame, the frame that stands for it. */
  standIn: ReadonlyMap<string, string>;
}

/**
 * Return what is drawn. A Service that is the end of a flow, one of `ends`, shows whatever is hidden: it stands for
 * what no file tells to be behind it.
 */
export function visibleIn(
  tree: Tree,
  hidden: ReadonlySet<Layer>,
  collapsed: ReadonlySet<string>,
  ends: ReadonlySet<string> = new Set(),
): Visible {
  const drawn = new Set<string>();
  const standIn = new Map<string, string>();
  const visit = (element: SnapshotElement, frame: string | null): void => {
    const layer = layerOf(element.kind);
    const isEnd = element.kind === "service" && ends.has(element.uid);
    if (layer !== null && hidden.has(layer) && !isEnd) return;
    if (frame === null) drawn.add(element.uid);
    else standIn.set(element.uid, frame);
    const closes = frame === null && collapsed.has(element.uid);
    for (const child of tree.children.get(element.uid) ?? [])
      visit(child, frame ?? (closes ? element.uid : null));
  };
  for (const root of tree.children.get("") ?? []) visit(root, null);
  return { drawn, standIn };
}

/** Return how many elements are inside, at any depth. */
export function countInside(tree: Tree, uid: string): number {
  return (tree.children.get(uid) ?? []).reduce(
    (sum, child) => sum + 1 + countInside(tree, child.uid),
    0,
  );
}

/** Return the element and everything inside it, parents first. */
export function withInside(tree: Tree, uid: string): string[] {
  return [uid, ...(tree.children.get(uid) ?? []).flatMap((child) => withInside(tree, child.uid))];
}

/** Return those of the elements that are not inside another of them. */
export function outermost(tree: Tree, uids: Iterable<string>): string[] {
  const chosen = new Set(uids);
  const isInside = (uid: string): boolean => {
    const parent = tree.byUid.get(uid)?.parent ?? null;
    return parent !== null && tree.byUid.has(parent) && (chosen.has(parent) || isInside(parent));
  };
  return [...chosen].filter((uid) => tree.byUid.has(uid) && !isInside(uid));
}

/** Above this many elements a drawing is easier to read with its frames collapsed. */
export const COLLAPSE_ABOVE = 1000;

/** Return the frames to collapse so that a large drawing can be read: the workloads, and namespaces when those are many. */
export function worthCollapsing(tree: Tree): string[] {
  const frames = (kind: string): string[] =>
    [...tree.byUid.values()]
      .filter((element) => element.kind === kind && tree.children.has(element.uid))
      .map((element) => element.uid);
  const namespaces = frames("namespace");
  return namespaces.length > 1 ? namespaces : frames("workload");
}
