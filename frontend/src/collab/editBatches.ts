/** Own batches: how changes become batches, and the messages about those that were not stored as they are. */
import { newId, type Op } from "@/model/graph/ops";
import { chunkOps } from "./batchChunking";
import type { Pending } from "./document";

/** Return the message about a batch that the server applied only in part; null when it applied all of it. */
export function skippedMessage(
  { label, of }: Pending,
  changed: boolean,
  skipped: number,
): string | null {
  if (of === null) {
    if (skipped === 0) return null;
    const what = changed ? `A part of “${label}”` : `“${label}”`;
    return `${what} was not saved: its element was deleted by another person.`;
  }
  if (!changed) return `“${label}” was not undone: it was changed by another person.`;
  return skipped > 0
    ? `A part of “${label}” was not undone: it was changed by another person.`
    : null;
}

const MAX_PROBLEMS = 3;

/** Return the message about a batch that the server refused. */
export function refusedMessage(
  { label }: Pick<Pending, "label">,
  problems: readonly string[],
): string {
  const why = problems.slice(0, MAX_PROBLEMS).join("; ") || "the server refused it";
  return `“${label}” was not saved: ${why.replace(/\.$/, "")}.`;
}

/** The server has not stored it yet. */
export function isWaiting(batch: Pending): boolean {
  return batch.seq === null;
}

/** Return the batches, not sent yet, that do these operations. */
export function batchesOf(ops: readonly Op[], label: string): Omit<Pending, "seq">[] {
  return chunkOps(ops).map((piece) => ({ id: newId(), label, ops: piece, of: null }));
}
