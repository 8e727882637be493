/** The query cache, with one policy for retries and for an ended session. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isTransient } from "../api/errors";
import { keys } from "../api/queries";

const MAX_RETRIES = 2;

/** A query cache that re-reads the session when the server says we may not, because it may have ended. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
        if (refused && query.queryKey[0] !== "session")
          void client.invalidateQueries({ queryKey: keys.session });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => isTransient(error) && failures < MAX_RETRIES,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
