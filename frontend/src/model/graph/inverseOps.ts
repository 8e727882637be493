/** What a batch did to the snapshot, and the operations that take it back as far as nobody has changed it since. */

import type { ElementProps, FlowProps, Op } from "./ops";
import { relationKey } from "./optimisticApply";
import type { Snapshot, SnapshotElement, SnapshotFlow, SnapshotRelation } from "./snapshot";

interface Pair<Row> {
  /** Null: it was not there. */
  before: Row | null;
  /** Null: it is there no more. */
  after: Row | null;
}

export interface Effect {
  elements: readonly Pair<SnapshotElement>[];
  flows: readonly Pair<SnapshotFlow>[];
  relations: readonly Pair<SnapshotRelation>[];
}

/** Return what differs between two snapshots that share what is equal. */
export function effectOf(before: Snapshot, after: Snapshot): Effect {
  return {
    elements: pairs(before.elements, after.elements, (one) => one.uid),
    flows: pairs(before.flows, after.flows, (one) => one.uid),
    relations: pairs(before.relations, after.relations, relationKey),
  };
}

/** Return what takes the effect back now: each property that is still as the batch left it. */
export function inverseOps({ elements, flows, relations }: Effect, now: Snapshot): Op[] {
  const elementsNow = new Map(now.elements.map((one) => [one.uid, one]));
  const flowsNow = new Map(now.flows.map((one) => [one.uid, one]));
  return [
    ...elements.flatMap((pair) => elementTakenBack(pair, elementsNow)),
    ...flows.flatMap((pair) => flowTakenBack(pair, flowsNow)),
    ...relations.flatMap(relationTakenBack),
  ];
}

function elementTakenBack(
  pair: Pair<SnapshotElement>,
  now: ReadonlyMap<string, SnapshotElement>,
): Op[] {
  const uid = (pair.after ?? pair.before)?.uid ?? "";
  if (!pair.before) return [{ op: "del", on: "element", uid }];
  const values = valuesToRestore(pair.before, pair.after, now.get(uid), ELEMENT_COLUMNS);
  // What had no place before stays where it is.
  for (const side of ["x", "y", "width", "height"] as const)
    if (values[side] === null) delete values[side];
  return setUnlessEmpty<ElementProps>(values as ElementProps, (props) => ({
    ...{ op: "set", on: "element", uid, props },
  }));
}

function flowTakenBack(pair: Pair<SnapshotFlow>, now: ReadonlyMap<string, SnapshotFlow>): Op[] {
  const uid = (pair.after ?? pair.before)?.uid ?? "";
  if (!pair.before) return [{ op: "del", on: "flow", uid }];
  const facts: Record<string, { value: unknown } | null> = {};
  const said = valuesToRestore(pair.before, pair.after, now.get(uid), FLOW_FACTS);
  for (const [name, value] of Object.entries(said)) {
    facts[name] = value === null || value === "" ? null : { value };
  }
  const props: FlowProps = valuesToRestore(pair.before, pair.after, now.get(uid), FLOW_COLUMNS);
  if (Object.keys(facts).length > 0) props.facts = facts;
  return setUnlessEmpty(props, (left) => ({ op: "set", on: "flow", uid, props: left }));
}

function relationTakenBack({ before, after }: Pair<SnapshotRelation>): Op[] {
  if (before) return [{ op: "set", on: "relation", ...before }];
  return after ? [{ op: "del", on: "relation", ...after }] : [];
}

const ELEMENT_COLUMNS = ["kind", "name", "parent", "x", "y", "width", "height", "gone"] as const;
const FLOW_COLUMNS = ["source", "destination", "name", "origin", "why", "gone"] as const;
const FLOW_FACTS = ["protocol", "port", "encrypted", "authenticated", "review"] as const;

/** Return the earlier values of the columns that the batch changed and nobody else since. */
function valuesToRestore<Row, Column extends keyof Row>(
  before: Row,
  after: Row | null,
  now: Row | undefined,
  columns: readonly Column[],
): Partial<Pick<Row, Column>> {
  // What the batch deleted comes back whole, unless somebody has brought it back already.
  if (!after) return now ? {} : part(before, columns);
  if (!now) return {};
  return part(
    before,
    columns.filter((column) => before[column] !== after[column] && now[column] === after[column]),
  );
}

function part<Row, Column extends keyof Row>(
  row: Row,
  columns: readonly Column[],
): Partial<Pick<Row, Column>> {
  const chosen: Partial<Pick<Row, Column>> = {};
  for (const column of columns) chosen[column] = row[column];
  return chosen;
}

function setUnlessEmpty<Props extends object>(props: Props, op: (props: Props) => Op): Op[] {
  return Object.keys(props).length > 0 ? [op(props)] : [];
}

function pairs<Row extends object>(
  before: readonly Row[],
  after: readonly Row[],
  keyOf: (row: Row) => string,
): Pair<Row>[] {
  if (before === after) return [];
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  const found: Pair<Row>[] = [];
  for (const row of after) {
    const was = earlier.get(keyOf(row)) ?? null;
    earlier.delete(keyOf(row));
    if (was !== row) found.push({ before: was, after: row });
  }
  for (const row of earlier.values()) found.push({ before: row, after: null });
  return found;
}
