/** The query cache, with one policy for retries and for an ended session. */
import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { databaseOutage } from "../api/databaseOutage";
import { ApiError, isTransient } from "../api/errors";
import { keys } from "../api/queries";

const MAX_RETRIES = 2;

/** A query cache that doubts the session when something is refused. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => query.queryKey[0] !== "session" && doubtSession(client, error),
    }),
    mutationCache: new MutationCache({ onError: (error) => doubtSession(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => isTransient(error) && failures < MAX_RETRIES,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  databaseOutage.onEnd(() => {
    void client.refetchQueries({ type: "active", predicate: isFailed });
  });
  return client;
}

function isFailed({ state }: Query): boolean {
  return state.status === "error" || state.fetchFailureCount > 0;
}

/** Read the session anew when the server says that we may not: it may have ended. */
export function doubtSession(client: QueryClient, error: unknown): void {
  const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
  if (refused) void client.invalidateQueries({ queryKey: keys.session });
}
