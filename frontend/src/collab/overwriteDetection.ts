/** What somebody else sets otherwise shortly after one has set it: who is overwritten is told. */
import type { Op } from "@/model/graph/ops";
import type { Change } from "./protocol";

/** Later than this it is no conflict: the drawing goes on. */
const CONFLICT_MS = 30_000;

/** A name, or a fact of an element or flow. */
export interface Property {
  on: "element" | "flow";
  uid: string;
  /** Of the fact; null for the name. */
  fact: string | null;
}

export interface Overwritten extends Property {
  by: string;
  mine: unknown;
  theirs: unknown;
}

interface Own {
  value: unknown;
  batch: string;
  /** The change that holds it, known from the ack on: before, one's own word comes later and wins. */
  seq: number | null;
  at: number;
}

export class OverwriteDetector {
  readonly #own = new Map<string, Own>();

  /** One sets this now. */
  note(batch: string, ops: readonly Op[]): void {
    for (const [property, value] of valuesIn(ops))
      this.#own.set(keyOf(property), { value, batch, seq: null, at: Date.now() });
  }

  /** The server has stored a batch of one's own. */
  stored(batch: string, seq: number): void {
    for (const own of this.#own.values()) if (own.batch === batch) own.seq = seq;
  }

  /** Return what the change of somebody else sets otherwise. */
  found(change: Change, me: string | undefined): Overwritten[] {
    const { actor, seq } = change;
    if (!actor || actor.id === me || change.origin === "import") return [];
    const found: Overwritten[] = [];
    for (const [property, theirs] of valuesIn(change.ops ?? [])) {
      const own = this.#own.get(keyOf(property));
      if (!own || own.seq === null || own.seq >= seq) continue;
      this.#own.delete(keyOf(property));
      const recent = Date.now() - own.at < CONFLICT_MS;
      if (recent && !isSame(own.value, theirs))
        found.push({ ...property, by: actor.name, mine: own.value, theirs });
    }
    return found;
  }
}

/** Return the operation that sets one's own value again. */
export function reapplyOp({ on, uid, fact, mine }: Overwritten): Op {
  const props = fact === null ? { name: mine as string } : { facts: { [fact]: { value: mine } } };
  return { op: "set", on, uid, props };
}

/** Names and facts that the operations set; a fact that is taken back is null. */
function valuesIn(ops: readonly Op[]): [Property, unknown][] {
  return ops.flatMap((op): [Property, unknown][] => {
    if (op.op !== "set" || op.on === "relation") return [];
    const { on, uid, props } = op;
    const facts = Object.entries(props.facts ?? {}).map(([fact, said]): [Property, unknown] => [
      { on, uid, fact },
      said?.value ?? null,
    ]);
    return props.name === undefined ? facts : [[{ on, uid, fact: null }, props.name], ...facts];
  });
}

function keyOf({ uid, fact }: Property): string {
  return JSON.stringify([uid, fact]);
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
