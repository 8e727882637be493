/** Turns every way a request can fail into one kind of error that a page can show. */

export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** A request that failed. `status` is 0 when no answer came back at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: FieldErrors;
  /** When the server wants to be asked again, from now; null when it did not say. */
  readonly retryAfterMs: number | null;
  /** What the server calls it, where it has a name for it. */
  readonly code: string | null;

  constructor(
    status: number,
    message: string,
    fields: FieldErrors = {},
    retryAfterMs: number | null = null,
    code: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.fields = fields;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
  }
}

/** Whether another person has changed the same meanwhile. */
export function isConflict(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 409;
}

const DEFAULT_MESSAGES: Readonly<Record<number, string>> = {
  0: "Bulkhead can't be reached. Check your connection and try again.",
  400: "Some of the values were not accepted.",
  401: "Your session has ended. Sign in again.",
  403: "Your role does not allow this.",
  404: "This does not exist, or you have no access to it.",
  409: "This was changed at the same time. Reload and try again.",
  413: "The upload is too large.",
  429: "Too many requests. Wait a moment and try again.",
};

/** The sentence shown when the server gave none. */
export function defaultMessage(status: number): string {
  return DEFAULT_MESSAGES[status] ?? "The server could not do this. Try again in a moment.";
}

/** Read a failed answer: `{detail, code}`, `{field: [messages]}`, or nothing useful; and its Retry-After. */
export function toApiError(status: number, body: unknown, headers?: Headers): ApiError {
  const retryAfterMs = retryAfterIn(headers);
  if (typeof body !== "object" || body === null)
    return new ApiError(status, defaultMessage(status), {}, retryAfterMs);
  const fields: Record<string, string[]> = {};
  let message = "";
  const code = "code" in body && "detail" in body ? String(body.code) : null;
  for (const [key, value] of Object.entries(body)) {
    if (code && key === "code") continue;
    const texts = messagesIn(value);
    if (key === "detail" || key === "non_field_errors") message ||= texts.join(" ");
    else if (texts.length > 0) fields[key] = texts;
  }
  const first = Object.values(fields)[0]?.[0];
  const sentence = message || first || defaultMessage(status);
  return new ApiError(status, sentence, fields, retryAfterMs, code);
}

/** True where the team asks for a second factor that the person has yet to set up. */
export function isSecondFactorMissing(error: unknown): boolean {
  return error instanceof ApiError && error.code === "second_factor_required";
}

/** Any thrown value as a sentence for a person. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return error instanceof Error && error.message ? error.message : defaultMessage(500);
}

/** True when asking again may help: no answer, the server's own fault, or too many requests. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.status === 0 || error.status >= 500 || isTooMany(error))
  );
}

/** True when the server had too many requests of this page. */
export function isTooMany(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 429;
}

/** Seconds alone: a date, the other form of the header, is never sent by our server. */
function retryAfterIn(headers?: Headers): number | null {
  const seconds = Number.parseInt(headers?.get("Retry-After") ?? "", 10);
  return Number.isNaN(seconds) ? null : seconds * 1000;
}

function messagesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(messagesIn);
  return [];
}
