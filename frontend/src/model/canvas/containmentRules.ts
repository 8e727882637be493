/** What may sit inside what and what may be connected: the rules of the catalogue, as the server holds them. */
import { type Kinds, kindInfo, type RelationRule } from "@/model/graph/elementKinds";
import { ancestorsOf, type SnapshotElement, type Tree } from "@/model/graph/snapshot";

/** Return whether an element of kind `child` may sit directly inside one of kind `parent`; null is the canvas itself. */
export function mayHold(kinds: Kinds, parent: string | null, child: string): boolean {
  return parent === null || kindInfo(kinds, child).parents.includes(parent);
}

/** Return whether a new element is put there although nobody has chosen the place. */
export function acceptsByDefault(kinds: Kinds, parent: string, child: string): boolean {
  return mayHold(kinds, parent, child) && !kindInfo(kinds, child).parentsByChoice.includes(parent);
}

/** Return whether anything at all may sit in this kind. */
export function holdsAnything(kinds: Kinds, parent: string): boolean {
  return [...kinds.values()].some((info) => info.parents.includes(parent));
}

/** Return whether data may flow to and from this kind. */
export function mayFlow(kinds: Kinds, kind: string): boolean {
  return kindInfo(kinds, kind).exchanges;
}

/** Return the relations that may lead from one kind to the other. */
export function relationsBetween(kinds: Kinds, source: string, target: string): RelationRule[] {
  return kindInfo(kinds, source).relations.filter((rule) =>
    (rule.targets as string[]).includes(target),
  );
}

/** Return "A secret cannot sit in a workload", or null when all of them may go there. */
export function nestingProblem(
  kinds: Kinds,
  tree: Tree,
  uids: Iterable<string>,
  parent: SnapshotElement | null,
): string | null {
  if (parent === null) return null;
  for (const uid of uids) {
    const element = tree.byUid.get(uid);
    if (!element) continue;
    if (uid === parent.uid || ancestorsOf(tree.byUid, parent.uid).includes(uid)) {
      return `${element.name} cannot sit inside itself`;
    }
    if (!mayHold(kinds, parent.kind, element.kind)) {
      return holdingProblem(kinds, parent.kind, element.kind);
    }
  }
  return null;
}

/** Return "A secret cannot sit in a workload". */
export function holdingProblem(kinds: Kinds, parent: string, child: string): string {
  return `${withArticle(kindInfo(kinds, child).label)} cannot sit in ${lower(withArticle(kindInfo(kinds, parent).label))}`;
}

/** Return why no flow can lead from one element to the other, or null. */
export function flowProblem(
  kinds: Kinds,
  source: SnapshotElement | undefined,
  destination: SnapshotElement | undefined,
): string | null {
  if (!source || !destination) return "One of the ends is not there any more";
  if (source.uid === destination.uid) return "A flow needs two different ends";
  for (const { kind } of [source, destination]) {
    if (!mayFlow(kinds, kind)) {
      return `Data cannot flow to or from ${lower(withArticle(kindInfo(kinds, kind).label))}`;
    }
  }
  return null;
}

/** Return "A secret", "An image". */
function withArticle(label: string): string {
  return `${/^[aeiou]/i.test(label) ? "An" : "A"} ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
