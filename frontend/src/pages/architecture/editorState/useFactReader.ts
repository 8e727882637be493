/** Reads what is known of elements and of the flows among them, to copy it along. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { elementQuery, flowQuery } from "@/api/architectureQueries";
import type { FactRow } from "@/api/types";
import { MOST_ELEMENTS } from "@/model/canvas/clipboard";
import type { EditSnapshot } from "@/model/canvas/editSnapshot";
import type { Facts, FactsByUid } from "@/model/canvas/pasteFacts";
import { outermost, withInside } from "@/model/canvas/visibility";
import { isStored } from "@/model/graph/snapshot";

export type ReadFacts = (
  editSnapshot: EditSnapshot,
  uids: readonly string[],
) => Promise<FactsByUid>;

/** So many answers are waited for at a time. */
const AT_A_TIME = 6;

export class TooManyElements extends Error {}

export function useFactReader(model: string): ReadFacts {
  const client = useQueryClient();
  return useCallback(
    async ({ tree, snapshot }, uids) => {
      const all = outermost(tree, uids).flatMap((uid) => withInside(tree, uid));
      if (all.length > MOST_ELEMENTS)
        throw new TooManyElements(`Copy at most ${MOST_ELEMENTS} elements at once`);
      const held = new Set(all);
      const elements = all.flatMap((uid) => tree.byUid.get(uid) ?? []);
      const flows = snapshot.flows.filter(
        (one) => held.has(one.source) && held.has(one.destination),
      );
      const found = new Map<string, Facts>();
      await inTurns([
        ...elements.filter(isStored).map(({ id, uid }) => async () => {
          const { facts } = await client.ensureQueryData(elementQuery(model, id));
          found.set(uid, valuesOf(facts));
        }),
        ...flows.filter(isStored).map(({ id, uid }) => async () => {
          const { facts } = await client.ensureQueryData(flowQuery(model, id));
          found.set(uid, valuesOf(facts));
        }),
      ]);
      return found;
    },
    [client, model],
  );
}

function valuesOf(rows: readonly Pick<FactRow, "name" | "value">[]): Facts {
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function inTurns(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
