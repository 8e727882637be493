/** What one person can take back and do again: labeled steps of this page, the latest last. */
import type { Effect } from "@/model/graph/inverseOps";
import type { Op } from "@/model/graph/ops";

export interface UndoEntry {
  label: string;
  /** The batches that made it, in order. */
  batches: readonly string[];
  /** What it did to the drawing; null when it was made elsewhere, such as a layout by the server. */
  effect: Effect | null;
  /** What brings it back, when it was called off before it was sent. */
  ops: readonly Op[] | null;
}

export interface UndoStack {
  done: readonly UndoEntry[];
  undone: readonly UndoEntry[];
}

export const EMPTY_UNDO_STACK: UndoStack = { done: [], undone: [] };

/** Earlier steps are forgotten: nobody goes back that far, and each keeps what it changed in memory. */
const MAX_ENTRIES = 200;

/** A new step leads away from what was undone. */
export function withEntry(steps: UndoStack, step: UndoEntry): UndoStack {
  return { done: [...steps.done, step].slice(-MAX_ENTRIES), undone: [] };
}

/** The latest step was taken back by `back`, whose own undo does it again. */
export function withUndone(steps: UndoStack, back: UndoEntry): UndoStack {
  return { done: steps.done.slice(0, -1), undone: [...steps.undone, back] };
}

/** The step that was taken back last was done again by `again`. */
export function withRedone(steps: UndoStack, again: UndoEntry): UndoStack {
  return { done: [...steps.done, again], undone: steps.undone.slice(0, -1) };
}

/** The server would not have the batch: there is nothing of it to take back. */
export function withoutBatch(steps: UndoStack, batch: string): UndoStack {
  const others = (step: UndoEntry): boolean => !step.batches.includes(batch);
  return { done: steps.done.filter(others), undone: steps.undone.filter(others) };
}
