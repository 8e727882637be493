/** The accounts API of the server (django-allauth, browser client): sign in and out, sign up, password. */
import { cookie } from "./client";
import { ApiError, defaultMessage } from "./errors";

const BASE = "/_allauth/browser/v1";

interface AllauthError {
  message: string;
  code: string;
  param?: string;
}

interface Flow {
  id: string;
  is_pending?: boolean;
}

export interface AllauthReply {
  status: number;
  meta?: { is_authenticated?: boolean; secret?: string; totp_url?: string };
  data?: { flows?: Flow[]; user?: unknown };
  errors?: AllauthError[];
}

/** Errors by field; those that name none stand under "detail". */
function allauthError(status: number, errors: readonly AllauthError[] = []): ApiError {
  const fields: Record<string, string[]> = {};
  let general = "";
  for (const { param, message } of errors) {
    if (param) fields[param] = [...(fields[param] ?? []), message];
    else general ||= message;
  }
  return new ApiError(status, general || errors[0]?.message || defaultMessage(status), fields);
}

async function send(method: string, path: string, body?: unknown): Promise<AllauthReply> {
  const request: RequestInit = {
    method,
    credentials: "same-origin",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": cookie("csrftoken"),
    },
  };
  if (body !== undefined) request.body = JSON.stringify(body);
  const response = await fetch(`${BASE}${path}`, request).catch(() => null);
  if (!response) throw new ApiError(0, defaultMessage(0));
  const reply = (await response.json().catch(() => ({ status: response.status }))) as AllauthReply;
  return { ...reply, status: response.status };
}

/** True when the answer asks for this further step, such as "mfa_authenticate" or "verify_email". */
function awaits(reply: AllauthReply, flow: string): boolean {
  return reply.data?.flows?.some((one) => one.id === flow && one.is_pending) ?? false;
}

/** The person must give the password again before this; see useReauthentication. */
export class ReauthenticationRequired extends Error {}

function expectOk(reply: AllauthReply): void {
  // Signed in and yet 401: the last sign-in is too long ago for something this sensitive.
  if (reply.status === 401 && reply.meta?.is_authenticated) throw new ReauthenticationRequired();
  if (reply.status >= 400 || reply.errors?.length) throw allauthError(reply.status, reply.errors);
}

export type SignInResult = "signed-in" | "needs-code" | "verify-email";

/** 401 with a pending flow is no failure: it names the next step. */
function outcome(reply: AllauthReply): SignInResult {
  if (awaits(reply, "mfa_authenticate")) return "needs-code";
  if (awaits(reply, "verify_email")) return "verify-email";
  expectOk(reply);
  return "signed-in";
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  return outcome(await send("POST", "/auth/login", { email, password }));
}

export async function sendCode(code: string): Promise<SignInResult> {
  return outcome(await send("POST", "/auth/2fa/authenticate", { code }));
}

export async function signUp(values: {
  email: string;
  password: string;
  name: string;
  /** The token of an invitation, which lets its address in where sign-up is closed. */
  invitation: string;
}): Promise<SignInResult> {
  return outcome(await send("POST", "/auth/signup", values));
}

/** Signing out answers 401 "not authenticated": that is its success. */
export async function signOut(): Promise<void> {
  const reply = await send("DELETE", "/auth/session");
  if (reply.status !== 401) expectOk(reply);
}

export async function requestReset(email: string): Promise<void> {
  const reply = await send("POST", "/auth/password/request", { email });
  if (reply.status !== 401) expectOk(reply);
}

/** Setting a password by link answers 401 when it does not sign in as well: that is success too. */
export async function resetPassword(key: string, password: string): Promise<void> {
  const reply = await send("POST", "/auth/password/reset", { key, password });
  if (reply.status !== 401) expectOk(reply);
}

export async function verifyEmail(key: string): Promise<void> {
  const reply = await send("POST", "/auth/email/verify", { key });
  if (reply.status !== 401) expectOk(reply);
}

export async function changePassword(current: string, next: string): Promise<void> {
  expectOk(
    await send("POST", "/account/password/change", {
      current_password: current,
      new_password: next,
    }),
  );
}

export interface DeviceSession {
  id: number;
  ip: string;
  user_agent: string;
  created_at: number;
  last_seen_at?: number;
  is_current: boolean;
}

export async function listSessions(): Promise<DeviceSession[]> {
  const reply = await send("GET", "/auth/sessions");
  expectOk(reply);
  return reply.data as unknown as DeviceSession[];
}

export async function endSessions(ids: readonly number[]): Promise<void> {
  expectOk(await send("DELETE", "/auth/sessions", { sessions: ids }));
}

export async function reauthenticate(password: string): Promise<void> {
  expectOk(await send("POST", "/auth/reauthenticate", { password }));
}

export interface Authenticator {
  type: "totp" | "recovery_codes" | "webauthn";
  created_at: number;
  last_used_at: number | null;
  unused_code_count?: number;
}

export async function listAuthenticators(): Promise<Authenticator[]> {
  const reply = await send("GET", "/account/authenticators");
  expectOk(reply);
  return reply.data as unknown as Authenticator[];
}

export interface TotpSetup {
  secret: string;
  url: string;
}

/** The secret of a second factor that is not active yet: the server answers 404 with it. */
export async function startTotp(): Promise<TotpSetup> {
  const reply = await send("GET", "/account/authenticators/totp");
  if (reply.status === 409)
    throw new ApiError(409, "Confirm your email address first: we sent you a link.");
  if (reply.status !== 404) expectOk(reply);
  return { secret: reply.meta?.secret ?? "", url: reply.meta?.totp_url ?? "" };
}

export async function activateTotp(code: string): Promise<void> {
  expectOk(await send("POST", "/account/authenticators/totp", { code }));
}

export async function deactivateTotp(): Promise<void> {
  expectOk(await send("DELETE", "/account/authenticators/totp"));
}

export async function recoveryCodes(): Promise<string[]> {
  const reply = await send("GET", "/account/authenticators/recovery-codes");
  expectOk(reply);
  return (reply.data as { unused_codes?: string[] } | undefined)?.unused_codes ?? [];
}
