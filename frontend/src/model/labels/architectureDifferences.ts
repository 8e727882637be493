/** Differences between two states of an architecture as people read them. */

import type { Difference, DifferenceCounts, DiffMark } from "@/api/types";
import { formatValue } from "./facts";

export type Mark = Exclude<DiffMark, "same">;

export const MARKS: readonly Mark[] = ["added", "changed", "removed", "moved"];

/** A sign for each mark: color is never the only thing that tells them apart. */
export const SIGNS: Readonly<Record<Mark, string>> = {
  added: "+",
  changed: "~",
  removed: "−",
  moved: "↔",
};

export interface DifferenceGroup {
  /** uid of the element that the group is about. */
  uid: string;
  name: string;
  /** null where the element itself is as it was and only its flows differ. */
  own: Difference | null;
  flows: Difference[];
}

/** Return the differences by element, each with the flows that start there, in the order they came. */
export function byElement(differences: readonly Difference[]): DifferenceGroup[] {
  const groups: DifferenceGroup[] = [];
  for (const one of differences) {
    const uid = one.on === "flow" ? (one.within?.uid ?? one.uid) : one.uid;
    const last = groups.at(-1);
    const group = last?.uid === uid ? last : { uid, name: nameOf(one), own: null, flows: [] };
    if (group !== last) groups.push(group);
    if (one.on === "flow") group.flows.push(one);
    else group.own = one;
  }
  return groups;
}

function nameOf(one: Difference): string {
  return one.on === "flow" ? (one.within?.name ?? one.name) : one.name;
}

export interface ValueChange {
  /** What was there before and is no more; of a list only what left it. */
  before: string[];
  after: string[];
}

/** Return both values of a fact: of two lists what only one of them holds, else each as a whole. */
export function valueChange(
  before: { value?: unknown } | null,
  after: { value?: unknown } | null,
): ValueChange {
  const was = before?.value;
  const is = after?.value;
  if (!before || !after || !Array.isArray(was) || !Array.isArray(is)) {
    return { before: [before ? formatValue(was) : "unknown"], after: [said(after, is)] };
  }
  const gone = without(was, is);
  const come = without(is, was);
  return gone.length + come.length === 0
    ? { before: [formatValue(was)], after: [formatValue(is)] }
    : { before: gone, after: come };
}

function said(fact: object | null, value: unknown): string {
  return fact ? formatValue(value) : "unknown";
}

function without(items: readonly unknown[], others: readonly unknown[]): string[] {
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return items.filter((one) => !known.has(JSON.stringify(one))).map(formatValue);
}

/** Return how many elements and flows bear each mark. */
export function totals(counts: DifferenceCounts): Record<Mark, number> {
  const { element, flow } = counts;
  return {
    added: element.added + flow.added,
    changed: element.changed + flow.changed,
    removed: element.removed + flow.removed,
    moved: element.moved + flow.moved,
  };
}

/** Return "3 added, 1 changed"; what only moved comes last, and "" says that nothing differs. */
export function totalsInWords(counts: DifferenceCounts): string {
  const found = totals(counts);
  const said = MARKS.filter((mark) => found[mark] > 0).map(
    (mark) => `${found[mark].toLocaleString("en-US")} ${mark}`,
  );
  const links = counts.relation.added + counts.relation.removed;
  if (links > 0)
    said.push(`${links.toLocaleString("en-US")} ${links === 1 ? "relation" : "relations"}`);
  return said.join(", ");
}

/** Return whether the states are the same in all but places on the canvas. */
export function isSame(counts: DifferenceCounts): boolean {
  const { added, changed, removed } = totals(counts);
  return added + changed + removed + counts.relation.added + counts.relation.removed === 0;
}
