import { afterEach, expect, it, vi } from "vitest";
import {
  addPasskey,
  reauthenticateWithPasskey,
  removePasskey,
  renamePasskey,
  sendPasskey,
  signInWithPasskey,
} from "./passkeys";
import { CREDENTIAL, failing, stubPasskeys, stubServer, touched } from "./passkeys.fixture";

const LIST = "account/authenticators/webauthn";
const LOGIN = "auth/webauthn/login";
const FACTOR = "auth/webauthn/authenticate";
const AGAIN = "auth/webauthn/reauthenticate";
const creation = { data: { creation_options: { publicKey: { challenge: "c" } } } };
const request = { data: { request_options: { publicKey: { challenge: "c" } } } };
const incorrect = {
  status: 400,
  errors: [{ code: "incorrect_code", message: "Incorrect code.", param: "credential" }],
};

afterEach(() => vi.unstubAllGlobals());

it("adds what the browser has created, under its name", async () => {
  const sent = stubServer({ [`GET ${LIST}?passwordless=true`]: creation });
  stubPasskeys(touched);

  await expect(addPasskey("Laptop", true)).resolves.toBe(true);

  expect(sent.map((one) => one.call)).toEqual([`GET ${LIST}?passwordless=true`, `POST ${LIST}`]);
  expect(sent[1]?.body).toEqual({ name: "Laptop", credential: CREDENTIAL });
});

it("asks for a second factor alone without the parameter that the server looks for", async () => {
  const sent = stubServer({ [`GET ${LIST}`]: creation });
  stubPasskeys(touched);

  await addPasskey("Key", false);

  expect(sent[0]?.call).toBe(`GET ${LIST}`);
});

it("sends nothing when the person cancels", async () => {
  const sent = stubServer({
    [`GET ${LIST}`]: creation,
    [`GET ${LOGIN}`]: request,
    [`GET ${FACTOR}`]: request,
    [`GET ${AGAIN}`]: request,
  });
  stubPasskeys(failing("NotAllowedError"));

  await expect(addPasskey("Key", false)).resolves.toBe(false);
  await expect(signInWithPasskey()).resolves.toBeNull();
  await expect(sendPasskey()).resolves.toBeNull();
  await expect(reauthenticateWithPasskey()).resolves.toBe(false);

  expect(sent.filter((one) => one.call.startsWith("POST"))).toEqual([]);
});

it.each([
  ["InvalidStateError", "registered with your account already"],
  ["ConstraintError", "Set one up, or add it as a second factor only"],
  ["SecurityError", "Open Bulkhead at its host name"],
  ["UnknownError", "try again"],
])("says what to do after a %s", async (name, words) => {
  stubServer({ [`GET ${LIST}`]: creation });
  stubPasskeys(failing(name));

  await expect(addPasskey("Key", false)).rejects.toThrow(words);
});

it("signs in, or names the step that is left", async () => {
  stubPasskeys(touched);
  stubServer({ [`GET ${LOGIN}`]: request });
  await expect(signInWithPasskey()).resolves.toEqual({ step: "signed-in" });

  const flows = [{ id: "verify_email", is_pending: true }];
  stubServer({ [`GET ${LOGIN}`]: request, [`POST ${LOGIN}`]: { status: 401, data: { flows } } });
  await expect(signInWithPasskey()).resolves.toEqual({ step: "verify-email" });
});

it("says of a passkey that the server refuses what else to use", async () => {
  stubPasskeys(touched);
  stubServer({
    [`GET ${LOGIN}`]: request,
    [`POST ${LOGIN}`]: incorrect,
    [`GET ${FACTOR}`]: request,
    [`POST ${FACTOR}`]: incorrect,
    [`GET ${AGAIN}`]: request,
    [`POST ${AGAIN}`]: incorrect,
  });

  await expect(signInWithPasskey()).rejects.toThrow("Sign in with your password");
  await expect(sendPasskey()).rejects.toThrow("Use a code instead");
  await expect(reauthenticateWithPasskey()).rejects.toThrow("Use your password instead");
});

it("keeps the server's words for other refusals", async () => {
  stubPasskeys(touched);
  const message = "Too many failed login attempts. Try again later.";
  const errors = [{ code: "too_many_login_attempts", message, param: "credential" }];
  stubServer({ [`GET ${FACTOR}`]: request, [`POST ${FACTOR}`]: { status: 400, errors } });

  await expect(sendPasskey()).rejects.toThrow(message);
});

it("renames and removes by id", async () => {
  const sent = stubServer({});

  await renamePasskey(7, "Laptop");
  await removePasskey(7);

  expect(sent).toEqual([
    { call: `PUT ${LIST}`, body: { id: 7, name: "Laptop" } },
    { call: `DELETE ${LIST}`, body: { authenticators: [7] } },
  ]);
});
