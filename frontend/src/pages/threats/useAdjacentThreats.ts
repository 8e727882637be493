/** The threats before and after one, in the order of the list last seen, or by number. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { keys } from "@/api/queries";
import type { ThreatList } from "@/api/types";
import { threatsQuery } from "@/entities/threats/queries";
import { useModel } from "@/session/useModel";

interface Neighbors {
  previous: number | null;
  next: number | null;
  go: (number: number | null) => void;
}

export function useAdjacentThreats(number: number): Neighbors {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { id } = useModel();
  // Numbers are never used twice and threats never deleted: all from 1 to the last exist.
  const last = useQuery(threatsQuery(id, { ordering: "-number", page_size: 1 })).data?.results[0]
    ?.number;
  const order = useMemo(() => {
    const lists = client.getQueriesData<ThreatList>({ queryKey: [...keys.model(id), "threats"] });
    const orders = lists.map(([, list]) => list?.results.map((row) => row.number) ?? []);
    return adjacentThreats(number, orders, last ?? number);
  }, [client, id, number, last]);
  const go = (to: number | null): void => {
    if (to === null) return;
    void navigate({
      to: "/m/$model/threats/$number",
      params: { model: id, number: String(to) },
      replace: true,
    });
  };
  return { ...order, go };
}

/** Return the neighbors in the latest of the lists that holds the number; without one, the numbers beside it. */
export function adjacentThreats(
  number: number,
  lists: readonly (readonly number[])[],
  last: number,
): { previous: number | null; next: number | null } {
  // A list of one is no order: it is how the last number is found.
  const list = lists.findLast((one) => one.length > 1 && one.includes(number));
  if (!list)
    return { previous: number > 1 ? number - 1 : null, next: number < last ? number + 1 : null };
  const index = list.indexOf(number);
  return { previous: list[index - 1] ?? null, next: list[index + 1] ?? null };
}
