/** The query cache, with one policy for retries and for an ended session. */
import { MutationCache, type Query, QueryCache, QueryClient } from "@tanstack/react-query";
import { databaseOutage } from "@/api/databaseOutage";
import { ApiError, isTooMany, isTransient } from "@/api/errors";
import { keys } from "@/api/queries";
import { showToast } from "@/ui/toast";

const MAX_RETRIES = 2;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** The server counts by the minute. */
const LONGEST_WAIT_MS = 60_000;

/** A query cache that doubts the session when something is refused. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => query.queryKey[0] !== "session" && recheckSession(client, error),
    }),
    mutationCache: new MutationCache({ onError: (error) => recheckSession(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => shouldRetry(failures, error) && reportRateLimit(error),
        retryDelay: retryDelayMs,
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

/** Whether what failed is asked for again: a few times, and not when the server wants it much later. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (!isTransient(error) || failures >= MAX_RETRIES) return false;
  return !(error instanceof ApiError) || (error.retryAfterMs ?? 0) <= LONGEST_WAIT_MS;
}

/** When to ask again: when the server said so, else after ever longer. */
export function retryDelayMs(failures: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : null;
  return asked ?? Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
}

/** Say why nothing comes, for as long as that is so; once, however many requests wait. Always true. */
function reportRateLimit(error: unknown): true {
  if (isTooMany(error) && error.retryAfterMs !== null)
    showToast({
      id: "too-many",
      message: rateLimitMessage(error.retryAfterMs),
      autoClose: error.retryAfterMs,
    });
  return true;
}

export function rateLimitMessage(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1000);
  return `Too many requests. This page asks again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
}

/** Read the session anew when the server says that we may not: it may have ended. */
export function recheckSession(client: QueryClient, error: unknown): void {
  const refused = error instanceof ApiError && (error.status === 401 || error.status === 403);
  if (refused) void client.invalidateQueries({ queryKey: keys.session });
}
