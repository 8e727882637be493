import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { ReauthenticationRequired } from "@/api/allauth";
import { stubAddress, stubPasskeys, stubServer, touched } from "@/api/passkeys.fixture";
import { ReauthenticationProvider, useReauthentication } from "./ReauthenticationProvider";

const AGAIN = "auth/webauthn/reauthenticate";
const request = { data: { request_options: { publicKey: { challenge: "c" } } } };

function Sensitive({ action }: { action: () => Promise<void> }) {
  const guarded = useReauthentication();
  return (
    <button type="button" onClick={() => guarded(action).catch(() => undefined)}>
      Do it
    </button>
  );
}

function show(types: string[]) {
  const action = vi.fn().mockRejectedValueOnce(new ReauthenticationRequired()).mockResolvedValue(0);
  const data = types.map((type) => ({ type, id: 1, name: "Laptop" }));
  const sent = stubServer({ "GET account/authenticators": { data }, [`GET ${AGAIN}`]: request });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ReauthenticationProvider>
          <Sensitive action={action} />
        </ReauthenticationProvider>
      </MantineProvider>
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Do it" }));
  return { action, sent };
}

afterEach(() => vi.unstubAllGlobals());

it("takes a passkey instead of the password, and goes on", async () => {
  stubAddress("http://localhost:3000/");
  stubPasskeys(touched);
  const { action, sent } = show(["webauthn"]);

  fireEvent.click(await screen.findByRole("button", { name: "Use a passkey or security key" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(action).toHaveBeenCalledTimes(2));
  expect(sent.at(-1)?.call).toBe(`POST ${AGAIN}`);
});

it("offers no passkey to who has none", async () => {
  stubAddress("http://localhost:3000/");
  stubPasskeys(touched);
  const { sent } = show(["totp"]);

  await screen.findByLabelText("Password");
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(screen.queryByRole("button", { name: /passkey/ })).toBeNull();
});

it("goes on once the password is right", async () => {
  const { action, sent } = show([]);

  fireEvent.change(await screen.findByLabelText("Password"), { target: { value: "secret" } });
  fireEvent.click(screen.getByRole("button", { name: "Confirm" }));

  await waitFor(() => expect(action).toHaveBeenCalledTimes(2));
  expect(sent).toContainEqual({ call: "POST auth/reauthenticate", body: { password: "secret" } });
});
