import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { CrownJewel } from "@/api/types";
import { CrownJewelDialog } from "./CrownJewelDialog";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));

const JEWEL = {
  ...{ id: "j1", version: 1, title: "Orders", level: "read", worth: "high", note: "" },
  element: { type: "element", id: "e1", uid: "compose:db", name: "db", kind: "workload" },
} as unknown as CrownJewel;
const THEIRS = { ...JEWEL, version: 2, title: "As Alice says" };

let bodies: unknown[] = [];

/** Answers like a server whose crown jewel Alice has edited meanwhile. */
beforeEach(() => {
  bodies = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method !== "PUT") {
      const jewels = request.url.includes("crown-jewels");
      return Response.json({ count: 0, results: jewels ? [THEIRS] : [], start_rules: [] });
    }
    const body = (await request.json()) as { version: number };
    bodies.push(body);
    return body.version === 2
      ? Response.json({ ...THEIRS, version: 3 })
      : Response.json({ detail: "edited", current: THEIRS }, { status: 409 });
  });
});
afterEach(() => vi.unstubAllGlobals());

function open(onClose = vi.fn()) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <CrownJewelDialog jewel={JEWEL} onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByRole("textbox", { name: "Title" }), { target: { value: "Mine" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  return onClose;
}

it("shows both versions of what another person has edited, and saves over it when told so", async () => {
  const onClose = open();
  const alert = await screen.findByRole("alert", { name: "Edited by another person" });

  expect(alert.textContent).toContain("As Alice says");
  expect(alert.textContent).toContain("Mine");
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole("button", { name: "Save my version" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(bodies).toMatchObject([
    { version: 1, title: "Mine" },
    { version: 2, title: "Mine" },
  ]);
});

it("takes over what the other person wrote", async () => {
  open();
  fireEvent.click(await screen.findByRole("button", { name: "Take theirs" }));

  expect(screen.getByRole("textbox", { name: "Title" })).toHaveProperty("value", "As Alice says");
  expect(screen.queryByRole("alert")).toBeNull();
});
