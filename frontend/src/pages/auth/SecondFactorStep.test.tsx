import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FactorType } from "@/api/allauth";
import { failing, stubAddress, stubPasskeys, stubServer, touched } from "@/api/passkeys.fixture";
import { SecondFactorStep } from "./SecondFactorStep";

const enter = vi.fn();
vi.mock("@/session/useCompleteSignIn", () => ({ useCompleteSignIn: () => enter }));

const FACTOR = "auth/webauthn/authenticate";
const request = { data: { request_options: { publicKey: { challenge: "c" } } } };

function show(factors: FactorType[]) {
  const sent = stubServer({ [`GET ${FACTOR}`]: request });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <SecondFactorStep factors={factors} onBack={vi.fn()} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return sent;
}

function passkeyButton() {
  return screen.queryByRole("button", { name: "Use a passkey or security key" });
}

beforeEach(() => {
  enter.mockReset();
  stubAddress("http://localhost:3000/");
  stubPasskeys(touched);
});

afterEach(() => vi.unstubAllGlobals());

it("asks for a code alone where the account has no passkey", () => {
  show(["totp", "recovery_codes"]);

  screen.getByRole("heading", { name: "Enter your code" });
  screen.getByLabelText("Code");
  expect(passkeyButton()).toBeNull();
});

it("asks for a recovery code where the account has no app", () => {
  show(["webauthn", "recovery_codes"]);

  screen.getByLabelText("Recovery code");
});

it("offers both, and signs in with the passkey", async () => {
  const sent = show(["totp", "recovery_codes", "webauthn"]);
  screen.getByLabelText("Code");

  fireEvent.click(screen.getByRole("button", { name: "Use a passkey or security key" }));

  await waitFor(() => expect(enter).toHaveBeenCalled());
  expect(sent.at(-1)?.call).toBe(`POST ${FACTOR}`);
});

it("stays without an error when the person cancels", async () => {
  stubPasskeys(failing("NotAllowedError"));
  const sent = show(["webauthn"]);

  fireEvent.click(screen.getByRole("button", { name: "Use a passkey or security key" }));
  await waitFor(() => expect(sent.at(-1)?.call).toBe(`GET ${FACTOR}`));

  await waitFor(() => expect(passkeyButton()?.getAttribute("data-loading")).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
  expect(enter).not.toHaveBeenCalled();
});

it("says where the passkey works when it does not here", () => {
  stubAddress("http://127.0.0.1:8000/");
  show(["webauthn", "recovery_codes"]);

  screen.getByText(/Open Bulkhead at http:\/\/localhost:8000/);
  screen.getByLabelText("Recovery code");
  expect(passkeyButton()).toBeNull();
});
