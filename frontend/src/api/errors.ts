/** Turns every way a request can fail into one kind of error that a page can show. */

export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** A request that failed. `status` is 0 when no answer came back at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: FieldErrors;
  /** What happened, for the page to act on; "" where the server names nothing. */
  readonly code: string;

  constructor(status: number, message: string, fields: FieldErrors = {}, code = "") {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.fields = fields;
    this.code = code;
  }
}

const DEFAULT_MESSAGES: Readonly<Record<number, string>> = {
  0: "Bulkhead can't be reached. Check your connection and try again.",
  400: "Some of the values were not accepted.",
  401: "Your session has ended. Sign in again.",
  403: "Your role does not allow this.",
  404: "This does not exist, or you have no access to it.",
  409: "Somebody changed this at the same time. Reload and try again.",
  413: "The upload is too large.",
  429: "Too many requests. Wait a moment and try again.",
};

/** The sentence shown when the server gave none. */
export function defaultMessage(status: number): string {
  return DEFAULT_MESSAGES[status] ?? "The server could not do this. Try again in a moment.";
}

/** Read the body of a failed answer: `{detail, code}`, `{field: [messages]}`, or nothing useful. */
export function toApiError(status: number, body: unknown): ApiError {
  if (typeof body !== "object" || body === null)
    return new ApiError(status, defaultMessage(status));
  const fields: Record<string, string[]> = {};
  let message = "";
  const code = "code" in body && "detail" in body ? String(body.code) : "";
  for (const [key, value] of Object.entries(body)) {
    if (code && key === "code") continue;
    const texts = messagesIn(value);
    if (key === "detail" || key === "non_field_errors") message ||= texts.join(" ");
    else if (texts.length > 0) fields[key] = texts;
  }
  const first = Object.values(fields)[0]?.[0];
  return new ApiError(status, message || first || defaultMessage(status), fields, code);
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

/** True when asking again may help: no answer, or the server's own fault. */
export function isTransient(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

function messagesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(messagesIn);
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(messagesIn);
  return [];
}
