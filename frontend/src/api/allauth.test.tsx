import { afterEach, describe, expect, it, vi } from "vitest";
import { changePassword, ReauthenticationRequired, signIn, signOut, startTotp } from "./allauth";
import { ApiError } from "./errors";

function answer(status: number, body: unknown) {
  const reply = new Response(JSON.stringify(body), { status });
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(reply));
}

afterEach(() => vi.unstubAllGlobals());

describe("signing in", () => {
  it("succeeds", async () => {
    answer(200, { status: 200, data: { user: {} } });

    await expect(signIn("a@example.com", "secret")).resolves.toEqual({ step: "signed-in" });
  });

  it("asks for the second factor when one is pending", async () => {
    const flow = { id: "mfa_authenticate", is_pending: true, types: ["totp", "webauthn"] };
    answer(401, { status: 401, data: { flows: [flow] } });

    await expect(signIn("a@example.com", "secret")).resolves.toEqual({
      step: "second-factor",
      factors: ["totp", "webauthn"],
    });
  });

  it("keeps the message at its field", async () => {
    const message = "The email address and/or password you specified are not correct.";
    answer(400, {
      status: 400,
      errors: [{ message, code: "email_password_mismatch", param: "password" }],
    });

    const error = await signIn("a@example.com", "wrong").catch((fault: unknown) => fault);

    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).fields.password).toEqual([message]);
  });

  it("says so when the server is away", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));

    await expect(signIn("a@example.com", "secret")).rejects.toMatchObject({ status: 0 });
  });
});

it("signing out is done when nobody is signed in any more", async () => {
  answer(401, { status: 401, meta: { is_authenticated: false } });

  await expect(signOut()).resolves.toBeUndefined();
});

it("something sensitive asks for the password again", async () => {
  answer(401, {
    status: 401,
    meta: { is_authenticated: true },
    data: { flows: [{ id: "reauthenticate" }] },
  });

  await expect(changePassword("old", "new")).rejects.toBeInstanceOf(ReauthenticationRequired);
});

it("an authenticator that is not set up comes with its key", async () => {
  answer(404, { status: 404, meta: { secret: "ABCD", totp_url: "otpauth://totp/x" } });

  await expect(startTotp()).resolves.toEqual({ secret: "ABCD", url: "otpauth://totp/x" });
});
