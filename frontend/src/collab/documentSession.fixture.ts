/** A document session with a server and an outbox that a test controls. Its tests use fake timers. */
import { vi } from "vitest";
import type { Op } from "@/model/graph/ops";
import { DRAWING, rowOf, TERMS } from "@/model/graph/optimisticApply.fixture";
import type { Snapshot } from "@/model/graph/snapshot";
import { DocumentSession } from "./documentSession";
import type { Outbox, PendingBatch } from "./outbox";
import type { Change, ClientMessage, ServerMessage } from "./protocol";

const ME = { id: "u1", name: "Ben", color: 3 };
export const move = (uid: string, x: number): Op => ({
  op: "set",
  on: "element",
  uid,
  props: { x },
});
export const WELCOME: ServerMessage = {
  ...{ type: "welcome", connection: "c1", seq: 7, role: "editor", you: ME, peers: [] },
};

export function change(seq: number, batch: string, ops: Op[] | null): Change {
  const actor = { id: "u2", name: "Ana" };
  return { type: "changed", seq, actor, batch, origin: "person", ops, added: {} };
}

/** A place for batches that is gone with the test; `kept` is what earlier pages left. */
export function boxOf(kept: PendingBatch[]) {
  const left = new Map(kept.map((batch) => [batch.id, batch]));
  const outbox: Outbox = {
    load: async () => [...left.values()],
    keep: async (batch) => Boolean(left.set(batch.id, batch)),
    drop: async (id) => void left.delete(id),
    clear: async () => left.clear(),
  };
  return { outbox, left };
}

/** A session that has read the drawing and was greeted, with all that it says to the server and the person. */
export async function started({
  read = async (): Promise<Snapshot> => DRAWING,
  kept = [] as PendingBatch[],
} = {}) {
  const said: ClientMessage[] = [];
  const told: string[] = [];
  const reading = vi.fn(read);
  const { outbox, left } = boxOf(kept);
  const notify = (message: string): unknown => told.push(message);
  const overwritten = vi.fn();
  const session = new DocumentSession({ read: reading, notify, overwritten, outbox });
  const connect = (): void => {
    session.opened((message) => said.push(message));
    session.hear(WELCOME);
  };
  session.open(TERMS);
  connect();
  await vi.advanceTimersByTimeAsync(50);
  const hear = (...messages: ServerMessage[]): void => {
    for (const message of messages) session.hear(message);
    vi.advanceTimersByTime(50);
  };
  const x = (uid: string): number | null => rowOf(session.view().snapshot?.elements ?? [], uid).x;
  const sent = (place: number): { id: string } => said[place] as { id: string };
  return { session, said, told, overwritten, reading, connect, hear, x, sent, left };
}
