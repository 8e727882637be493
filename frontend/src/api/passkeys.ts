/** Passkeys and security keys: the accounts API says what the browser has to ask of them, and takes their answer. */
import { accounts, done, outcome, type SignInResult, send } from "./allauth";
import type { components } from "./allauth.schema";
import { ApiError } from "./errors";

type Schemas = components["schemas"];
type Credential = Schemas["WebAuthnCredential"];

export type Passkey = Schemas["WebAuthnAuthenticator"];

const PASSKEYS = "/_allauth/browser/v1/account/authenticators/webauthn";
const LOGIN = "/_allauth/browser/v1/auth/webauthn/login";
const AUTHENTICATE = "/_allauth/browser/v1/auth/webauthn/authenticate";
const REAUTHENTICATE = "/_allauth/browser/v1/auth/webauthn/reauthenticate";

/** What the browser raises when the person cancels or does not respond in time. */
const CANCELED: ReadonlySet<string> = new Set(["NotAllowedError", "AbortError"]);

/** Its other errors, by name, with the remedy. Source: Web Authentication Level 3, sections 5.1.3 and 5.1.4. */
const FAULTS: Readonly<Record<string, string>> = {
  InvalidStateError: "This device or security key is registered with your account already.",
  ConstraintError:
    "This device or security key has no PIN, fingerprint or face set up. Set one up, or add it as a second factor only.",
  NotSupportedError: "This device or security key is not supported. Use another one.",
  SecurityError:
    "The browser does not allow passkeys at this address. Open Bulkhead at its host name, over HTTPS.",
};
const NO_ANSWER = "The device or security key did not respond. Connect or unlock it and try again.";

/** How the server refuses an answer of the browser, whatever the reason. */
const REFUSED = "incorrect_code";

/**
 * Create a passkey and add it to the account; false when the person canceled.
 *
 * `passwordless`: it signs in by itself, so it has to check a PIN, a fingerprint or a face.
 */
export async function addPasskey(name: string, passwordless: boolean): Promise<boolean> {
  const query = passwordless ? { passwordless } : {};
  const { creation_options } = (await done(accounts.GET(PASSKEYS, { params: { query } }))).data;
  const credential = await created(creation_options);
  if (!credential) return false;
  const refusal = "The passkey was not accepted. Reload the page and add it again.";
  await explained(refusal, done(accounts.POST(PASSKEYS, { body: { name, credential } })));
  return true;
}

export async function renamePasskey(id: number, name: string): Promise<void> {
  await done(accounts.PUT(PASSKEYS, { body: { id, name } }));
}

export async function removePasskey(id: number): Promise<void> {
  await done(accounts.DELETE(PASSKEYS, { body: { authenticators: [id] } }));
}

/** Sign in without a password; null when the person canceled. */
export async function signInWithPasskey(): Promise<SignInResult | null> {
  const credential = await requested((await done(accounts.GET(LOGIN))).data.request_options);
  if (!credential) return null;
  const refusal = "This passkey belongs to no account here. Sign in with your password.";
  const sent = send(accounts.POST(LOGIN, { body: { credential } }));
  return explained(refusal, sent.then(outcome));
}

/** Give the second factor after the password; null when the person canceled. */
export async function sendPasskey(): Promise<SignInResult | null> {
  const credential = await requested((await done(accounts.GET(AUTHENTICATE))).data.request_options);
  if (!credential) return null;
  const sent = send(accounts.POST(AUTHENTICATE, { body: { credential } }));
  return explained("This passkey was not accepted. Use a code instead.", sent.then(outcome));
}

/** Confirm who is signed in; false when the person canceled. */
export async function reauthenticateWithPasskey(): Promise<boolean> {
  const { request_options } = (await done(accounts.GET(REAUTHENTICATE))).data;
  const credential = await requested(request_options);
  if (!credential) return false;
  const sent = done(accounts.POST(REAUTHENTICATE, { body: { credential } }));
  await explained("This passkey was not accepted. Use your password instead.", sent);
  return true;
}

/** The generated types leave open what options and credentials consist of; the browser has types for both. */
function created(options: object): Promise<Credential | null> {
  const { publicKey } = options as { publicKey: PublicKeyCredentialCreationOptionsJSON };
  return answer(() =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    }),
  );
}

function requested(options: object): Promise<Credential | null> {
  const { publicKey } = options as { publicKey: PublicKeyCredentialRequestOptionsJSON };
  return answer(() =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    }),
  );
}

async function answer(ask: () => Promise<object | null>): Promise<Credential | null> {
  try {
    const credential = (await ask()) as PublicKeyCredential | null;
    return credential && (credential.toJSON() as Credential);
  } catch (error) {
    const { name } = error as Error;
    if (CANCELED.has(name)) return null;
    throw new Error(FAULTS[name] ?? NO_ANSWER);
  }
}

async function explained<Result>(refusal: string, pending: Promise<Result>): Promise<Result> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof ApiError && error.code === REFUSED)
      throw new ApiError(error.status, refusal);
    throw error;
  }
}
