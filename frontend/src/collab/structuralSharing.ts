/** Two snapshots that are equal in a place are the same object there: what is drawn of it need not be drawn again. */
import type { Snapshot } from "@/model/graph/snapshot";

/** Return `next` with every element, flow and relation of `before` that is equal to it. */
export function shareStructure(before: Snapshot, next: Snapshot): Snapshot {
  const elements = keptRows(before.elements, next.elements, (one) => one.uid);
  const flows = keptRows(before.flows, next.flows, (one) => one.uid);
  const relations = keptRows(
    before.relations,
    next.relations,
    (one) => `${one.type}\n${one.source}\n${one.target}`,
  );
  const same =
    before.seq === next.seq &&
    elements === before.elements &&
    flows === before.flows &&
    relations === before.relations;
  return same ? before : { seq: next.seq, elements, flows, relations };
}

function keptRows<Row extends object>(
  before: Row[],
  next: Row[],
  keyOf: (row: Row) => string,
): Row[] {
  if (before === next) return before;
  // Most rows stand where they stood; a map is made only for what has moved.
  let byKey: Map<string, Row> | null = null;
  const former = (row: Row, place: number): Row | undefined => {
    const there = before[place];
    if (there && keyOf(there) === keyOf(row)) return there;
    byKey ??= new Map(before.map((one) => [keyOf(one), one]));
    return byKey.get(keyOf(row));
  };
  const kept = next.map((row, place) => {
    const was = former(row, place);
    return was && (was === row || isEqual(was, row)) ? was : row;
  });
  const same = kept.length === before.length && kept.every((row, place) => row === before[place]);
  return same ? before : kept;
}

function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => isEqual((left as Row)[key], (right as Row)[key]))
  );
}

type Row = Record<string, unknown>;
