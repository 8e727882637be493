/**
 * Batches that the server has not stored yet, kept in the browser so that a reload or a crash loses none.
 *
 * In IndexedDB, by person and model: whoever opens the model next in this browser, as the same person, sends them. Several
 * pages may do so at once; the server knows a batch by its id and takes it once. Without IndexedDB nothing is kept.
 *
 * Own code around IndexedDB: one store and four requests, all of which may fail; a wrapper would replace some ten lines.
 */

import type { Op } from "@/model/graph/ops";
import type { Pending } from "./document";

export interface Outbox {
  /** The batches that wait, oldest first. */
  load: () => Promise<PendingBatch[]>;
  /** Keep one; false when there is no room for it. */
  keep: (batch: PendingBatch) => Promise<boolean>;
  drop: (id: string) => Promise<void>;
  /** Forget all that this person did to this model. */
  clear: () => Promise<void>;
}

/** What is needed to send a batch later, or to say what became of it. */
export type PendingBatch = Pick<Pending, "id" | "label" | "of"> & { ops: readonly Op[] };

interface Entry extends PendingBatch {
  user: string;
  model: string;
  /** Milliseconds since 1970; no two of one page are equal. */
  at: number;
}

/** Beyond this the browser keeps no more: hours of drawing, about 40 MB at the very most. */
export const MAX_PENDING = 500;

const DATABASE = "bulkhead-outbox";
const STORE = "batches";
const KEY = ["user", "model", "at", "id"];

export function openOutbox(user: string, model: string): Outbox {
  const times = new Map<string, number>();
  let latest = 0;

  const own = (): IDBKeyRange => IDBKeyRange.bound([user, model], [user, model, []]);

  return {
    load: () =>
      withStore("readonly", [] as PendingBatch[], async (store) => {
        const entries: Entry[] = await settled(store.getAll(own()));
        for (const entry of entries) times.set(entry.id, entry.at);
        return entries.map(({ id, label, of, ops }) => ({ id, label, of, ops }));
      }),
    keep: ({ id, label, of, ops }) => {
      latest = Math.max(Date.now(), latest + 1);
      const at = latest;
      if (times.size >= MAX_PENDING) return Promise.resolve(false);
      times.set(id, at);
      return withStore("readwrite", false, async (store) => {
        await settled(store.put({ id, label, of, ops, user, model, at } satisfies Entry));
        return true;
      });
    },
    drop: async (id) => {
      const at = times.get(id);
      if (at === undefined) return;
      times.delete(id);
      await withStore("readwrite", undefined, (store) =>
        settled(store.delete([user, model, at, id])),
      );
    },
    clear: async () => {
      times.clear();
      await withStore("readwrite", undefined, (store) => settled(store.delete(own())));
    },
  };
}

/** How many batches wait in this browser, of whomever and whatever model. */
export function pendingCount(): Promise<number> {
  return withStore("readonly", 0, (store) => settled(store.count()));
}

/** Forget everything that anybody did in this browser and that is not stored: for whoever signs out. */
export async function clearOutboxes(): Promise<void> {
  await withStore("readwrite", undefined, (store) => settled(store.clear()));
}

let opening: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  if (opening) return opening;
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: KEY });
  opening = settled(request).then((opened) => {
    // Another page wants a newer form of it: let go, and open it again when it is needed.
    opened.onversionchange = () => {
      opened.close();
      opening = null;
    };
    return opened;
  });
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

/** Do this in one transaction, of which all requests are made at once. Where the browser keeps nothing (private windows, a full disk), return `otherwise`. */
async function withStore<Result>(
  mode: IDBTransactionMode,
  otherwise: Result,
  run: (store: IDBObjectStore) => Promise<Result>,
): Promise<Result> {
  try {
    const transaction = (await database()).transaction(STORE, mode);
    const result = run(transaction.objectStore(STORE));
    // Else the browser waits for the page to say that nothing follows: closed meanwhile, it would have kept nothing.
    if (mode === "readwrite") transaction.commit();
    return await result;
  } catch {
    return otherwise;
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
