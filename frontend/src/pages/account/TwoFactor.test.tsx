import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Authenticator } from "@/api/allauth";
import { failing, stubAddress, stubPasskeys, stubServer, touched } from "@/api/passkeys.fixture";
import { ReauthenticationProvider } from "@/session/ReauthenticationProvider";
import { TwoFactor } from "./TwoFactor";

const times = { created_at: 1_700_000_000, last_used_at: 1_700_000_100 };
const app: Authenticator = { type: "totp", ...times };
const laptop = {
  type: "webauthn" as const,
  id: 7,
  name: "Laptop",
  is_passwordless: true,
  ...times,
};
const key = { ...laptop, id: 8, name: "Blue key", is_passwordless: false };

const LIST = "account/authenticators";
const creation = { data: { creation_options: { publicKey: { challenge: "c" } } } };

function show(data: Authenticator[], answers = {}) {
  const sent = stubServer({ [`GET ${LIST}`]: { data }, ...answers });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ReauthenticationProvider>
          <TwoFactor />
        </ReauthenticationProvider>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return sent;
}

async function openForm(name: string) {
  fireEvent.click(await screen.findByRole("button", { name: "Add passkey" }));
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: name } });
  fireEvent.click(screen.getByRole("button", { name: "Continue" }));
}

afterEach(() => vi.unstubAllGlobals());

it("is off without a factor, and shows no recovery codes", async () => {
  show([]);

  await screen.findByText(/^Off\./);
  expect(screen.queryByRole("button", { name: "Show recovery codes" })).toBeNull();
});

it("names every factor that signing in takes", async () => {
  show([app, laptop, key]);

  await screen.findByText(/asks for a passkey or security key or a code from your authenticator/);
  screen.getByText("Signs in without a password");
  screen.getByText("Second factor only");
  screen.getByRole("button", { name: "Show recovery codes" });
});

it("adds a passkey that signs in by itself unless the box is cleared", async () => {
  stubAddress("http://localhost:3000/");
  stubPasskeys(touched);
  const sent = show([], { [`GET ${LIST}/webauthn?passwordless=true`]: creation });

  await openForm("Laptop");

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent.find((one) => one.call.startsWith("POST"))?.body).toMatchObject({ name: "Laptop" });
});

it("keeps the form without an error when the person cancels", async () => {
  stubAddress("http://localhost:3000/");
  stubPasskeys(failing("NotAllowedError"));
  const sent = show([], { [`GET ${LIST}/webauthn?passwordless=true`]: creation });

  await openForm("Laptop");
  await waitFor(() => expect(sent.at(-1)?.call).toContain("passwordless"));

  await waitFor(() =>
    expect(
      screen.getByRole("button", { name: "Continue" }).getAttribute("data-loading"),
    ).toBeNull(),
  );
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByLabelText("Name")).toHaveProperty("value", "Laptop");
});

it("says why a passkey was not added", async () => {
  stubAddress("http://localhost:3000/");
  stubPasskeys(failing("InvalidStateError"));
  show([], { [`GET ${LIST}/webauthn?passwordless=true`]: creation });

  await openForm("Laptop");

  expect((await screen.findByRole("alert")).textContent).toContain("registered with your account");
});

it("lists passkeys where none can be added, and says why", async () => {
  stubAddress("http://127.0.0.1:8000/");
  show([laptop]);

  await screen.findByRole("button", { name: "Remove Laptop" });
  screen.getByText(/Open Bulkhead at http:\/\/localhost:8000/);
  expect(screen.queryByRole("button", { name: "Add passkey" })).toBeNull();
});

it("warns before the last factor is removed", async () => {
  const sent = show([laptop]);

  fireEvent.click(await screen.findByRole("button", { name: "Remove Laptop" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove Laptop?" });
  within(dialog).getByText(/your only second factor/);
  fireEvent.click(within(dialog).getByRole("button", { name: "Remove" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent).toContainEqual({ call: `DELETE ${LIST}/webauthn`, body: { authenticators: [7] } });
});

it("does not warn while another factor is left", async () => {
  show([app, laptop]);

  fireEvent.click(await screen.findByRole("button", { name: "Remove Laptop" }));

  await screen.findByText(/Your other second factors stay/);
});

it("renames a passkey", async () => {
  const sent = show([laptop]);

  fireEvent.click(await screen.findByRole("button", { name: "Rename Laptop" }));
  fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "Old laptop " } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(sent).toContainEqual({
    call: `PUT ${LIST}/webauthn`,
    body: { id: 7, name: "Old laptop" },
  });
});
