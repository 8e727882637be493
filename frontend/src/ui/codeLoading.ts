/** Code that is loaded when it is first needed. Without a connection it comes as soon as there is one. */
import { lazy, useEffect } from "react";

type Load<Loaded> = () => Promise<Loaded>;

const RETRY_MS = 3_000;
/** Everything that was declared by the code that is here. */
const known = new Set<Load<unknown>>();

/** Like React's lazy, for components that are shown on demand. */
export const lazyWithRetry: typeof lazy = (load) => {
  known.add(load);
  return lazy(() => importWithRetry(load));
};

/** Load at once what a key opens, so that what is typed after it finds its field. */
export function usePreloaded(load: Load<unknown>): void {
  useEffect(() => {
    load().catch(() => undefined); // without a connection it is loaded when it is needed
  }, [load]);
}

/** Load what may be needed later, one after the other while there is nothing else to do, so that it is there. */
export async function preloadChunks(): Promise<void> {
  for (const load of known) {
    await idleness();
    try {
      await load();
      known.delete(load);
    } catch {
      return;
    }
  }
}

/** Not every browser tells when it has nothing to do. */
function idleness(): Promise<void> {
  return new Promise((done) => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(() => done());
    else setTimeout(done, 50);
  });
}

/** Return what is loaded, however long the server cannot be reached. Throws where it answers and has no such code. */
export async function importWithRetry<Loaded>(load: Load<Loaded>): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (navigator.onLine && (await isAnswering())) throw error;
      await connection();
    }
  }
}

/** A release that was replaced meanwhile is gone, and its server is there. */
async function isAnswering(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

function connection(): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      window.removeEventListener("online", go);
      clearTimeout(timer);
      done();
    };
    const timer = setTimeout(go, RETRY_MS);
    window.addEventListener("online", go);
  });
}
