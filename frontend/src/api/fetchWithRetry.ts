/** A read for which the server has no place just now is asked for again when the server says so. */

const LONGEST_S = 10;
const WITHIN_MS = 120_000;

/** Fetch; of a GET that is answered with 429 and a short Retry-After, callers see the later answer only. */
export async function fetchWithRetry(request: Request): Promise<Response> {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const response = await globalThis.fetch(request);
    const wait = waitOf(request, response);
    if (wait === null || Date.now() + wait > until) return response;
    await pause(wait, request.signal);
  }
}

function waitOf(request: Request, response: Response): number | null {
  if (request.method !== "GET" || response.status !== 429) return null;
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  return seconds > 0 && seconds <= LONGEST_S ? seconds * 1000 : null;
}

/** Resolve after a while, or as soon as nobody waits any more: the fetch after it then fails as aborted. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
