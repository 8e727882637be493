/**
 * The document as one browser knows it: what the server confirmed, and own batches that wait, laid over it.
 *
 * Pure: every function returns the next state, and what has to be asked of the server because of it. What was confirmed
 * moves on only by changes in order of their seq, so that all browsers end equal.
 */

import type { Op } from "@/model/graph/ops";
import { applyOps, type Terms } from "@/model/graph/optimisticApply";
import type { Snapshot } from "@/model/graph/snapshot";
import type { Change } from "./protocol";
import { shareStructure } from "./structuralSharing";

/** A batch of one's own that the confirmed document does not hold yet. */
export interface Pending {
  id: string;
  label: string;
  /** What it does; of one that takes another back: what it will probably do. */
  ops: readonly Op[];
  /** The batch that it takes back, if it is an undo. */
  of: string | null;
  /** The change that holds it, known from the ack on. */
  seq: number | null;
}

export interface DocumentState {
  /** Null until it was read. */
  confirmed: Snapshot | null;
  /** Changes that came before the ones they follow, by seq. */
  ahead: ReadonlyMap<number, Change>;
  pending: readonly Pending[];
  /** The latest change there is, as far as anybody said. */
  head: number;
}

/** What is missing: nothing, the changes since the confirmed seq, or the whole document. */
export type Need = "nothing" | "since" | "read";

export interface Next {
  state: DocumentState;
  need: Need;
}

/** More changes ahead than this are not kept: reading all again is cheaper. */
const MOST_AHEAD = 200;

export const NOTHING_READ: DocumentState = {
  confirmed: null,
  ahead: new Map(),
  pending: [],
  head: 0,
};

/** Take in the document as it was read. One that is older than what is confirmed says nothing new. */
export function withRead(state: DocumentState, read: Snapshot, terms: Terms): Next {
  const { confirmed } = state;
  if (confirmed && read.seq < confirmed.seq) return { state, need: needOf(state) };
  const kept = confirmed ? shareStructure(confirmed, read) : read;
  return advanced({ ...state, confirmed: kept }, terms);
}

/** Take in one change. Known ones are passed over, early ones wait for those between. */
export function withChange(state: DocumentState, change: Change, terms: Terms): Next {
  const head = Math.max(state.head, change.seq);
  if (state.confirmed && change.seq <= state.confirmed.seq) {
    return { state: { ...state, head }, need: "nothing" };
  }
  const ahead = new Map(state.ahead).set(change.seq, change);
  if (ahead.size > MOST_AHEAD) return { state: { ...state, head, ahead: new Map() }, need: "read" };
  return advanced({ ...state, head, ahead }, terms);
}

/** Take in the seq of the latest change there is. */
export function withHead(state: DocumentState, seq: number): Next {
  const known = { ...state, head: Math.max(state.head, seq) };
  return { state: known, need: needOf(known) };
}

/** Take in a batch of one's own: it shows at once. */
export function withBatch(state: DocumentState, batch: Omit<Pending, "seq">): DocumentState {
  if (state.pending.some((one) => one.id === batch.id)) return state;
  return { ...state, pending: [...state.pending, { ...batch, seq: null }] };
}

/**
 * The server has stored the batch as change `seq`, or earlier; it goes when the confirmed document holds it.
 *
 * Nothing is missing: the changes up to it follow the ack, and where they are lost, the next `head` says so.
 */
export function withAck(state: DocumentState, id: string, seq: number): Next {
  const pending = state.pending.map((one) => (one.id === id ? { ...one, seq } : one));
  return { state: withoutHeld({ ...state, pending }), need: "nothing" };
}

/** The server will not have the batch, or it was called off before it was sent. */
export function without(state: DocumentState, id: string): DocumentState {
  return { ...state, pending: state.pending.filter((one) => one.id !== id) };
}

/** What is to be seen: the confirmed document with what waits laid over it. Keeps the identity of `before`. */
export function viewOf(
  { confirmed, pending }: DocumentState,
  before: Snapshot | null,
  terms: Terms,
): Snapshot | null {
  if (!confirmed) return null;
  const ops = pending.flatMap((batch) => batch.ops);
  const seen = ops.length > 0 ? applyOps(confirmed, ops, terms).snapshot : confirmed;
  return before ? shareStructure(before, seen) : seen;
}

/** Apply the changes that follow without a gap. */
function advanced(state: DocumentState, terms: Terms): Next {
  let { confirmed } = state;
  if (!confirmed) return { state, need: "nothing" };
  const ahead = new Map(state.ahead);
  const held = new Set<string>();
  let uncertain = false;
  for (const seq of ahead.keys()) if (seq <= confirmed.seq) ahead.delete(seq);
  for (;;) {
    const change: Change | undefined = ahead.get(confirmed.seq + 1);
    if (!change) break;
    if (!change.ops) return { state: { ...state, ahead }, need: "read" };
    const applied = applyOps(confirmed, change.ops, terms, change.added);
    confirmed = { ...applied.snapshot, seq: change.seq };
    uncertain ||= applied.uncertain;
    ahead.delete(change.seq);
    held.add(change.batch);
  }
  // A batch that was stored before the connection broke comes back as a change before its ack.
  const pending = state.pending.filter((batch) => !held.has(batch.id));
  const next = withoutHeld({ ...state, confirmed, ahead, pending });
  return { state: next, need: uncertain ? "read" : needOf(next) };
}

function withoutHeld(state: DocumentState): DocumentState {
  const seq = state.confirmed?.seq ?? -1;
  const pending = state.pending.filter((batch) => batch.seq === null || batch.seq > seq);
  return pending.length === state.pending.length ? state : { ...state, pending };
}

function needOf({ confirmed, head }: DocumentState): Need {
  return confirmed && head > confirmed.seq ? "since" : "nothing";
}
