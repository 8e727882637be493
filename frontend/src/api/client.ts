/** The typed HTTP client. Every request of the front end to /api/ goes through here. */
import createClient, { type Middleware } from "openapi-fetch";
import { DATABASE_UNREACHABLE, databaseOutage } from "./databaseOutage";
import { ApiError, defaultMessage, toApiError } from "./errors";
import { fetchWithRetry } from "./fetchWithRetry";
import type { paths } from "./schema";
import { isUserIdle } from "./userActivity";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** The value of one cookie, or "" when it is absent. */
function cookie(name: string, jar: string = document.cookie): string {
  const prefix = `${name}=`;
  const found = jar.split("; ").find((item) => item.startsWith(prefix));
  return found ? decodeURIComponent(found.slice(prefix.length)) : "";
}

export const csrf: Middleware = {
  onRequest({ request }) {
    if (!SAFE_METHODS.has(request.method)) request.headers.set("X-CSRFToken", cookie("csrftoken"));
    return request;
  },
};

/** A page that nobody touches keeps no session going, though it asks for news. */
const background: Middleware = {
  onRequest({ request }) {
    if (isUserIdle()) request.headers.set("X-Background", "1");
    return request;
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  // Resolved at call time, so tests and service workers can replace it.
  fetch: fetchWithRetry,
  // Repeated parameters (`severity=high&severity=low`) are what Django reads.
  querySerializer: { array: { style: "form", explode: true } },
});
api.use(csrf, background);

interface Reply<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; throws ApiError for everything else. */
export async function unwrap<Data>(pending: Promise<Reply<Data>>): Promise<Data> {
  const reply = await pending.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError(0, defaultMessage(0));
  });
  if (!reply.response.ok) {
    const error = toApiError(reply.response.status, reply.error, reply.response.headers);
    if (error.code === DATABASE_UNREACHABLE) databaseOutage.note(false);
    throw error;
  }
  return reply.data as Data;
}
