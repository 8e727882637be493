/** The accounts API of the server (django-allauth, browser client): sign in and out, sign up, password. */
import { queryOptions } from "@tanstack/react-query";
import createClient from "openapi-fetch";
import type { components, paths } from "./allauth.schema";
import { csrf } from "./client";
import { ApiError, defaultMessage } from "./errors";

type Schemas = components["schemas"];
type AllauthErrors = Schemas["ErrorResponse"]["errors"];

/** What a reply may hold, whatever its status. */
interface Reply<Body> {
  status: number;
  body?: Body;
  meta?: { is_authenticated?: boolean; secret?: string; totp_url?: string };
  data?: { flows?: Schemas["Flow"][] };
  errors?: AllauthErrors;
}

export const accounts = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: { Accept: "application/json" },
  // Resolved at call time, so tests can replace it.
  fetch: (request) => fetch(request),
});
accounts.use(csrf);

/** Errors by field; those that name none stand under "detail". */
function allauthError(status: number, errors: AllauthErrors = []): ApiError {
  const fields: Record<string, string[]> = {};
  let general = "";
  for (const { param, message } of errors) {
    if (param) fields[param] = [...(fields[param] ?? []), message];
    else general ||= message;
  }
  const message = general || errors[0]?.message || defaultMessage(status);
  return new ApiError(status, message, fields, null, errors[0]?.code ?? null);
}

type Answer<Body> = Promise<{ data?: Body; error?: unknown; response: Response }>;

export async function send<Body>(pending: Answer<Body>): Promise<Reply<Body>> {
  const answer = await pending.catch(() => null);
  if (!answer) throw new ApiError(0, defaultMessage(0));
  const json: unknown = answer.data ?? answer.error;
  const reply = (json && typeof json === "object" ? json : {}) as Reply<Body>;
  return { ...reply, body: answer.data, status: answer.response.status };
}

/** The further step that the answer asks for, such as "mfa_authenticate" or "verify_email". */
function pendingFlow(reply: Reply<unknown>, id: string): Schemas["Flow"] | undefined {
  return reply.data?.flows?.find((one) => one.id === id && one.is_pending);
}

/** The person must confirm who they are before this; see useReauthentication. */
export class ReauthenticationRequired extends Error {}

function expectOk(reply: Reply<unknown>): void {
  // Signed in and yet 401: the last sign-in is too long ago for something this sensitive.
  if (reply.status === 401 && reply.meta?.is_authenticated) throw new ReauthenticationRequired();
  if (reply.status >= 400 || reply.errors?.length) throw allauthError(reply.status, reply.errors);
}

/** Return the body of an answer that has to be a success. */
export async function done<Body>(pending: Answer<Body>): Promise<Body> {
  const reply = await send(pending);
  expectOk(reply);
  return reply.body as Body;
}

export type FactorType = Schemas["AuthenticatorType"];

export type SignInResult =
  | { step: "signed-in" }
  | { step: "verify-email" }
  | { step: "second-factor"; factors: readonly FactorType[] };

/** 401 with a pending flow is no failure: it names the next step. */
export function outcome(reply: Reply<unknown>): SignInResult {
  const factor = pendingFlow(reply, "mfa_authenticate");
  if (factor) return { step: "second-factor", factors: factor.types ?? [] };
  if (pendingFlow(reply, "verify_email")) return { step: "verify-email" };
  expectOk(reply);
  return { step: "signed-in" };
}

export async function signIn(email: string, password: string): Promise<SignInResult> {
  return outcome(
    await send(accounts.POST("/_allauth/browser/v1/auth/login", { body: { email, password } })),
  );
}

export async function sendCode(code: string): Promise<SignInResult> {
  return outcome(
    await send(accounts.POST("/_allauth/browser/v1/auth/2fa/authenticate", { body: { code } })),
  );
}

export async function signUp(values: {
  email: string;
  password: string;
  name: string;
  /** The token of an invitation, which lets its address in where sign-up is closed. */
  invitation: string;
}): Promise<SignInResult> {
  return outcome(await send(accounts.POST("/_allauth/browser/v1/auth/signup", { body: values })));
}

/** Signing out answers 401 "not authenticated": that is its success. */
export async function signOut(): Promise<void> {
  await signedOut(accounts.DELETE("/_allauth/browser/v1/auth/session"));
}

export async function requestReset(email: string): Promise<void> {
  await signedOut(accounts.POST("/_allauth/browser/v1/auth/password/request", { body: { email } }));
}

/** Setting a password by link answers 401 when it does not sign in as well: that is success too. */
export async function resetPassword(key: string, password: string): Promise<void> {
  await signedOut(
    accounts.POST("/_allauth/browser/v1/auth/password/reset", { body: { key, password } }),
  );
}

export async function verifyEmail(key: string): Promise<void> {
  await signedOut(accounts.POST("/_allauth/browser/v1/auth/email/verify", { body: { key } }));
}

/** 401 after something that signs nobody in only says so. */
async function signedOut(pending: Answer<unknown>): Promise<void> {
  const reply = await send(pending);
  if (reply.status !== 401) expectOk(reply);
}

export async function changePassword(current: string, next: string): Promise<void> {
  const body = { current_password: current, new_password: next };
  await done(accounts.POST("/_allauth/browser/v1/account/password/change", { body }));
}

export type DeviceSession = Schemas["Session"];

export async function listSessions(): Promise<DeviceSession[]> {
  return (await done(accounts.GET("/_allauth/browser/v1/auth/sessions"))).data;
}

export async function endSessions(ids: readonly number[]): Promise<void> {
  await done(
    accounts.DELETE("/_allauth/browser/v1/auth/sessions", { body: { sessions: [...ids] } }),
  );
}

export async function reauthenticate(password: string): Promise<void> {
  await done(accounts.POST("/_allauth/browser/v1/auth/reauthenticate", { body: { password } }));
}

export type Authenticator = Schemas["AuthenticatorList"][number];

async function listAuthenticators(): Promise<Authenticator[]> {
  return (await done(accounts.GET("/_allauth/browser/v1/account/authenticators"))).data;
}

export const authenticatorsQuery = () =>
  queryOptions({ queryKey: ["account", "authenticators"], queryFn: listAuthenticators });

export interface TotpSetup {
  secret: string;
  url: string;
}

/** The secret of a second factor that is not active yet: the server answers 404 with it. */
export async function startTotp(): Promise<TotpSetup> {
  const reply = await send(accounts.GET("/_allauth/browser/v1/account/authenticators/totp"));
  if (reply.status === 409)
    throw new ApiError(409, "Confirm your email address first: we sent you a link.");
  if (reply.status !== 404) expectOk(reply);
  return { secret: reply.meta?.secret ?? "", url: reply.meta?.totp_url ?? "" };
}

export async function activateTotp(code: string): Promise<void> {
  await done(accounts.POST("/_allauth/browser/v1/account/authenticators/totp", { body: { code } }));
}

export async function deactivateTotp(): Promise<void> {
  await done(accounts.DELETE("/_allauth/browser/v1/account/authenticators/totp"));
}

export async function recoveryCodes(): Promise<string[]> {
  const reply = await done(
    accounts.GET("/_allauth/browser/v1/account/authenticators/recovery-codes"),
  );
  return reply.data.unused_codes;
}
