/** The architecture snapshot as the canvas needs it, and look-ups over it. */

import type { Architecture, ArchitectureElement, ArchitectureFlow } from "@/api/types";

export type Snapshot = Architecture;
export type SnapshotElement = ArchitectureElement;
export type SnapshotFlow = ArchitectureFlow;
export type SnapshotRelation = Snapshot["relations"][number];

/** Elements of a snapshot by uid, with their children in drawn order. */
export interface Tree {
  byUid: ReadonlyMap<string, SnapshotElement>;
  /** Children by parent uid; the key "" holds the roots. */
  children: ReadonlyMap<string, readonly SnapshotElement[]>;
  /** The images that a container runs, by its uid. */
  images: ReadonlyMap<string, readonly SnapshotElement[]>;
  /** How many elements are connected to a network, by its uid. */
  members: ReadonlyMap<string, number>;
}

/** Return the tree of the elements still present; one whose parent is missing or part of a cycle becomes a root. */
export function treeOf(
  elements: readonly SnapshotElement[],
  relations: Snapshot["relations"] = [],
): Tree {
  const present = elements.filter((element) => !element.gone);
  const byUid = new Map(present.map((element) => [element.uid, element]));
  const children = new Map<string, SnapshotElement[]>();
  for (const element of present) {
    const parent = parentOf(byUid, element);
    const siblings = children.get(parent);
    if (siblings) siblings.push(element);
    else children.set(parent, [element]);
  }
  return {
    byUid,
    children,
    images: imagesOf(byUid, relations),
    members: membersOf(byUid, relations),
  };
}

function imagesOf(
  byUid: ReadonlyMap<string, SnapshotElement>,
  relations: Snapshot["relations"],
): Tree["images"] {
  const images = new Map<string, SnapshotElement[]>();
  for (const { type, source, target } of relations) {
    const image = byUid.get(target);
    if (type === "uses_image" && image) images.set(source, [...(images.get(source) ?? []), image]);
  }
  return images;
}

function membersOf(
  byUid: ReadonlyMap<string, SnapshotElement>,
  relations: Snapshot["relations"],
): Tree["members"] {
  const members = new Map<string, number>();
  for (const { type, source, target } of relations) {
    const present = type === "member_of" && byUid.has(source) && byUid.has(target);
    if (present) members.set(target, (members.get(target) ?? 0) + 1);
  }
  return members;
}

/** Return what a relation is named by: it has no key of its own. */
export function relationUid({ type, source, target }: SnapshotRelation): string {
  return `relation:${type}:${source}->${target}`;
}

/** Return the relation of this uid; null when there is none (any more). */
export function relationOf(snapshot: Snapshot, uid: string): SnapshotRelation | null {
  if (!uid.startsWith("relation:")) return null;
  return snapshot.relations.find((relation) => relationUid(relation) === uid) ?? null;
}

/** The server has it, under a key of its own: there is more to read of it than what is drawn. */
export function isStored(row: { id: string; uid: string }): boolean {
  return row.id !== row.uid;
}

/** Return the uids of the ancestors, nearest first. */
export function ancestorsOf(byUid: ReadonlyMap<string, SnapshotElement>, uid: string): string[] {
  const found: string[] = [];
  let parent = byUid.get(uid)?.parent ?? null;
  while (parent !== null && byUid.has(parent) && !found.includes(parent) && parent !== uid) {
    found.push(parent);
    parent = byUid.get(parent)?.parent ?? null;
  }
  return found;
}

/** Return the name as it is shown inside its parent: an image without the registry it stands in. */
export function displayName(element: SnapshotElement, tree: Tree): string {
  const parent = element.parent === null ? undefined : tree.byUid.get(element.parent);
  const prefix = `${parent?.name}/`;
  return parent && element.name.startsWith(prefix)
    ? element.name.slice(prefix.length)
    : element.name;
}

function parentOf(byUid: ReadonlyMap<string, SnapshotElement>, element: SnapshotElement): string {
  if (element.parent === null || !byUid.has(element.parent)) return "";
  return leadsToItself(byUid, element.uid) ? "" : element.parent;
}

function leadsToItself(byUid: ReadonlyMap<string, SnapshotElement>, uid: string): boolean {
  const seen = new Set<string>();
  let at: string | null = byUid.get(uid)?.parent ?? null;
  while (at !== null && !seen.has(at)) {
    if (at === uid) return true;
    seen.add(at);
    at = byUid.get(at)?.parent ?? null;
  }
  return false;
}
