/** A snapshot while operations are applied to it: what they do not touch keeps its identity. */
import type { Catalogue } from "@/api/types";
import { crossingsOf } from "./boundaryCrossings";
import type { ElementProps, FactProps, FlowProps, Op } from "./ops";
import { fullCounts } from "./severity";
import type { Snapshot, SnapshotElement, SnapshotFlow, SnapshotRelation } from "./snapshot";

/** What the catalogue says that the drawing follows from. */
export interface Terms {
  /** Kinds that are trust boundaries. */
  boundaries: ReadonlySet<string>;
  /** Kinds that are never on the canvas. */
  undrawn: ReadonlySet<string>;
}

export function termsOf(kinds: Catalogue["kinds"]): Terms {
  return {
    boundaries: new Set(kinds.filter((kind) => kind.boundary).map((kind) => kind.id)),
    undrawn: new Set(kinds.filter((kind) => !kind.drawn).map((kind) => kind.id)),
  };
}

/** Keys in the database by uid, of what operations add. */
export type Ids = Readonly<Record<string, string>>;

export interface Applied {
  snapshot: Snapshot;
  /** The operations do not say all of what became of it: a file's word may stand again. */
  uncertain: boolean;
}

/** Return the snapshot after these operations, each done as the server does it. */
export function applyOps(
  snapshot: Snapshot,
  ops: Iterable<Op>,
  terms: Terms,
  ids: Ids = {},
): Applied {
  const draft = new Draft(snapshot, terms, ids);
  for (const op of ops) draft.apply(op);
  return { snapshot: draft.finish(), uncertain: draft.uncertain };
}

class Draft {
  uncertain = false;
  readonly #before: Snapshot;
  readonly #terms: Terms;
  readonly #ids: Ids;
  readonly #elements: Rows<SnapshotElement>;
  readonly #flows: Rows<SnapshotFlow>;
  readonly #relations: Rows<SnapshotRelation>;
  /** Parents, kinds or ends have changed: flows may cross other boundaries. */
  #restructured = false;

  constructor(snapshot: Snapshot, terms: Terms, ids: Ids) {
    this.#before = snapshot;
    this.#terms = terms;
    this.#ids = ids;
    this.#elements = new Rows(snapshot.elements, (one) => one.uid);
    this.#flows = new Rows(snapshot.flows, (one) => one.uid);
    this.#relations = new Rows(snapshot.relations, relationKey);
  }

  apply(op: Op): void {
    if (op.op === "shift") this.#shift(op.uid, op.by);
    else if (op.on === "relation") this.#applyToRelation(op);
    else if (op.op === "del") this.#delete(op.on, op.uid);
    else if (op.on === "element") this.#setElement(op.uid, op.props);
    else this.#setFlow(op.uid, op.props);
  }

  finish(): Snapshot {
    const elements = this.#elements.list();
    const relations = this.#relations.list();
    let flows = this.#flows.list();
    if (this.#restructured) flows = crossingsOf(elements, flows, this.#terms.boundaries);
    const before = this.#before;
    const untouched =
      elements === before.elements && flows === before.flows && relations === before.relations;
    return untouched ? before : { seq: before.seq, elements, flows, relations };
  }

  #setElement(uid: string, props: ElementProps): void {
    const present = this.#elements.get(uid);
    const given = { ...pick(props, ELEMENT_COLUMNS), ...this.#trustSaid(props.facts, present) };
    if (!present) {
      // Somebody deleted it meanwhile, and the deletion wins.
      if (props.kind === undefined || this.#terms.undrawn.has(props.kind)) return;
      this.#restructured = true;
      const { kind, name = "" } = props;
      this.#elements.put({
        ...NEW_ELEMENT,
        ...this.#identity(uid),
        ...given,
        kind,
        name: name || uid,
      });
      return;
    }
    const changed = changedBy(present, given);
    if (changed === present) return;
    this.#restructured ||= changed.parent !== present.parent || changed.kind !== present.kind;
    this.#elements.put(changed);
  }

  #setFlow(uid: string, props: FlowProps): void {
    const present = this.#flows.get(uid);
    const { source = present?.source, destination = present?.destination } = props;
    if (source === undefined || destination === undefined) return;
    // The server refuses such a flow; what is shown until then must not hang in the air.
    if (!this.#elements.get(source) || !this.#elements.get(destination)) return;
    const ends = { source, destination };
    const said = {
      ...pick(props, FLOW_COLUMNS),
      ...ends,
      ...this.#factsSaid(props.facts, present),
    };
    this.#restructured ||=
      present === undefined || present.source !== source || present.destination !== destination;
    if (present) {
      const changed = changedBy(present, said);
      if (changed !== present) this.#flows.put(changed);
      return;
    }
    this.#flows.put({ ...NEW_FLOW, ...this.#identity(uid), ...said });
  }

  /** Until the server has stored it, its uid stands for its key. */
  #identity(uid: string): { id: string; uid: string } {
    return { id: this.#ids[uid] ?? uid, uid };
  }

  /** What the drawing shows of a flow's facts. */
  #factsSaid(facts: FactProps = {}, present: SnapshotFlow | undefined): Partial<SnapshotFlow> {
    const said: Record<string, unknown> = {};
    for (const name of Object.keys(UNKNOWN) as (keyof typeof UNKNOWN)[]) {
      const fact = facts[name];
      if (fact === undefined) continue;
      if (fact === null && present) this.uncertain = true;
      said[name] = fact === null ? UNKNOWN[name] : fact.value;
    }
    return said as Partial<SnapshotFlow>;
  }

  /** What the drawing shows of an element's facts. */
  #trustSaid(
    { trust_level: fact }: FactProps = {},
    present: SnapshotElement | undefined,
  ): Partial<SnapshotElement> {
    if (fact === undefined) return {};
    if (fact === null && present) this.uncertain = true;
    return { trust_level: (fact?.value ?? null) as SnapshotElement["trust_level"] };
  }

  #delete(on: "element" | "flow", uid: string): void {
    if (on === "flow") {
      this.#flows.remove(uid);
      return;
    }
    const gone = this.#elements.get(uid);
    if (!gone) return;
    this.#restructured = true;
    this.#elements.remove(uid);
    for (const child of this.#elements.values()) {
      if (child.parent === uid) this.#elements.put({ ...child, parent: gone.parent });
    }
    for (const flow of this.#flows.values()) {
      if (flow.source === uid || flow.destination === uid) this.#flows.remove(flow.uid);
    }
    for (const relation of this.#relations.values()) {
      if (relation.source === uid || relation.target === uid)
        this.#relations.remove(relationKey(relation));
    }
  }

  #applyToRelation(op: Extract<Op, { on: "relation" }>): void {
    const { type, source, target } = op;
    const relation = { type, source, target } as SnapshotRelation;
    const key = relationKey(relation);
    if (op.op === "del") this.#relations.remove(key);
    else if (!this.#relations.get(key)) this.#relations.put(relation);
  }

  #shift(uid: string, [dx, dy]: readonly [number, number]): void {
    if (!this.#elements.get(uid)) return;
    for (const inside of this.#within(uid)) {
      const element = this.#elements.get(inside);
      if (!element || element.x === null || element.y === null) continue;
      this.#elements.put({ ...element, x: element.x + dx, y: element.y + dy });
    }
  }

  /** The element and everything inside it. */
  #within(uid: string): Set<string> {
    const children = new Map<string, string[]>();
    for (const { uid: child, parent } of this.#elements.values()) {
      if (parent === null) continue;
      const siblings = children.get(parent);
      if (siblings) siblings.push(child);
      else children.set(parent, [child]);
    }
    // A set grows while it is walked, and holds each once: a cycle of parents ends the walk.
    const found = new Set([uid]);
    for (const one of found) for (const child of children.get(one) ?? []) found.add(child);
    return found;
  }
}

/** Rows by key, copied when the first of them is touched. */
class Rows<Row extends object> {
  readonly #before: readonly Row[];
  readonly #keyOf: (row: Row) => string;
  #byKey: Map<string, Row> | null = null;
  #touched = false;
  #added = false;

  constructor(before: readonly Row[], keyOf: (row: Row) => string) {
    this.#before = before;
    this.#keyOf = keyOf;
  }

  get(key: string): Row | undefined {
    return this.#rows().get(key);
  }

  values(): Row[] {
    return [...this.#rows().values()];
  }

  put(row: Row): void {
    const rows = this.#rows();
    const key = this.#keyOf(row);
    this.#added ||= !rows.has(key);
    this.#touched = true;
    rows.set(key, row);
  }

  remove(key: string): void {
    if (this.#rows().delete(key)) this.#touched = true;
  }

  /** The rows in the order of the server: by key. */
  list(): Row[] {
    if (!this.#touched) return this.#before as Row[];
    const rows = this.values();
    return this.#added ? sortedBy(rows, this.#keyOf) : rows;
  }

  #rows(): Map<string, Row> {
    this.#byKey ??= new Map(this.#before.map((row) => [this.#keyOf(row), row]));
    return this.#byKey;
  }
}

function sortedBy<Row>(rows: Row[], keyOf: (row: Row) => string): Row[] {
  const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return rows.sort((left, right) => compare(keyOf(left), keyOf(right)));
}

const NEW = {
  gone: false,
  threats: fullCounts(null),
  worst: null,
  possible: 0,
  possible_worst: null,
};
const NOWHERE = { x: null, y: null, width: null, height: null };
const NEW_ELEMENT = { ...NEW, ...NOWHERE, parent: null, trust_level: null };
/** The facts of a flow that are drawn, as they are while nobody knows them. */
const UNKNOWN = { protocol: "", port: null, encrypted: null, authenticated: null, review: "" };
const NEW_FLOW: Omit<SnapshotFlow, "id" | "uid" | "source" | "destination"> = {
  ...NEW,
  ...UNKNOWN,
  name: "",
  origin: "drawn",
  why: "",
  crosses: [],
};
const ELEMENT_COLUMNS = ["kind", "name", "parent", "x", "y", "width", "height", "gone"] as const;
const FLOW_COLUMNS = ["name", "origin", "why", "gone"] as const;

function pick<From extends object, Key extends keyof From>(
  from: From,
  keys: readonly Key[],
): { [Name in Key]?: Exclude<From[Name], undefined> } {
  const given = keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]);
  return Object.fromEntries(given) as { [Name in Key]?: Exclude<From[Name], undefined> };
}

/** Return the row with these values; the row itself when it has them already. */
function changedBy<Row extends object>(row: Row, said: Partial<Row>): Row {
  const differs = (Object.keys(said) as (keyof Row)[]).some((key) => row[key] !== said[key]);
  return differs ? { ...row, ...said } : row;
}

export function relationKey({ type, source, target }: SnapshotRelation): string {
  return `${type}\n${source}\n${target}`;
}

export const NO_TERMS: Terms = { boundaries: new Set(), undrawn: new Set() };
