/** Reads cached data again. */
import type { InvalidateQueryFilters, QueryClient } from "@tanstack/react-query";

/**
 * What is shown is read again, the rest when it is. What is on its way for the first time may be of before:
 * the library lets it come, and it is read once more then.
 */
export async function readAgain(
  client: QueryClient,
  filters: InvalidateQueryFilters,
): Promise<void> {
  const { refetchType: _unused, ...which } = filters;
  const first = client
    .getQueryCache()
    .findAll({ ...which, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);
  await client.invalidateQueries(filters);
  if (first.length === 0) return;
  await Promise.allSettled(first.map(({ promise }) => promise));
  await client.invalidateQueries({ ...filters, predicate: (query) => first.includes(query) });
}
