/** Reads what is shown of a model again when it is outdated: at once, and in a burst a few times a second. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import { readAgain } from "./readAgain";

/** What is outdated: all of the model, or the parts of these names (the third of a key); with `team`, its lists. */
export interface Outdated {
  parts: "all" | readonly string[];
  team?: boolean;
}

export interface Invalidator {
  read: (outdated: Outdated) => void;
  /** All of the model may be outdated, and soon will be once more: read once, then or after a second. */
  readAfterAnalysis: () => void;
  /** What waits is marked as outdated, and read once it is shown again; the lists of the team are read now. */
  stop: () => void;
}

/** The marks of the canvas, which people who draw are looking at; the rest waits for them. */
const FIRST = "canvas-threats";
const REST_MS = 300;
const ANALYSIS_MS = 1_000;
/** A request that fails is tried again for longer, which the others do not wait for. */
const LONGEST_MS = 3_000;

/**
 * A reading begins when the one before has ended, or has taken three seconds: a slow server gets less to do. The marks
 * of the canvas have readings of their own, so that they do not wait for the rest of the one before.
 */
export function makeInvalidator(client: QueryClient, model: string): Invalidator {
  let outdated: { parts: "all" | Set<string>; team: boolean } | null = null;
  let reading = false;
  const marks = makeMarksReader(client, model);
  let stopped = false;
  let analysis: ReturnType<typeof setTimeout> | undefined;

  function add({ parts, team = false }: Outdated): void {
    const known = outdated?.parts ?? new Set<string>();
    const all = known === "all" || parts === "all";
    outdated = {
      parts: all ? "all" : new Set([...known, ...parts]),
      team: team || (outdated?.team ?? false),
    };
    if (all) forgetAnalysis();
    if (parts === "all" && !stopped) marks.read();
  }

  function forgetAnalysis(): void {
    clearTimeout(analysis);
    analysis = undefined;
  }

  async function readOutdated(): Promise<void> {
    if (!outdated || reading || stopped) return;
    const now = outdated;
    outdated = null;
    reading = true;
    await Promise.all([after(REST_MS), readNow(now)]);
    reading = false;
    await readOutdated();
  }

  async function readNow({ parts, team }: { parts: "all" | Set<string>; team: boolean }) {
    const all = keys.model(model);
    const invalidate = (queryKey: QueryKey, but = "") =>
      readAgain(client, {
        queryKey,
        refetchType: stopped ? "none" : "active",
        predicate: (query) => query.queryKey[2] !== but,
      });
    if (parts === "all" && !stopped) await atMost(REST_MS, marks.answered());
    const read = team ? [readAgain(client, { queryKey: ["team"] })] : [];
    if (parts === "all") read.push(invalidate(all, stopped ? "" : FIRST));
    else for (const part of parts) read.push(invalidate([...all, part]));
    await atMost(LONGEST_MS, Promise.all(read));
  }

  const read = (what: Outdated): void => {
    add(what);
    void readOutdated();
  };
  return {
    read,
    readAfterAnalysis: () => {
      analysis ??= setTimeout(() => read({ parts: "all" }), ANALYSIS_MS);
    },
    stop: () => {
      stopped = true;
      marks.stop();
      if (analysis !== undefined) add({ parts: "all" });
      if (outdated) void readNow(outdated);
      outdated = null;
    },
  };
}

/** Reads the marks, one reading after the other. */
function makeMarksReader(client: QueryClient, model: string) {
  let answered = Promise.resolve();
  let reading = false;
  let outdated = false;

  async function readOutdated(): Promise<void> {
    if (!outdated || reading) return;
    outdated = false;
    reading = true;
    const filters = { queryKey: [...keys.model(model), FIRST], refetchType: "active" as const };
    answered = atMost(LONGEST_MS, readAgain(client, filters));
    await Promise.all([after(REST_MS), answered]);
    reading = false;
    await readOutdated();
  }

  return {
    read: () => {
      outdated = true;
      void readOutdated();
    },
    /** Ends with the last reading that has begun. */
    answered: () => answered,
    stop: () => {
      outdated = false;
    },
  };
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const atMost = (ms: number, work: Promise<unknown>) =>
  Promise.race([work.then(() => {}), after(ms)]);
