import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ThreatDetail } from "@/api/types";
import EditThreatDialog from "./EditThreatDialog";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));

const THREAT = {
  ...{ number: 7, version: 0, title: "Backups leak", why: "", severity: "high" },
  subject: { type: "model", id: null, uid: "", name: "Whole model", kind: "model" },
  ...{ categories: ["tampering"], references: [] },
} as unknown as ThreatDetail;
const THEIRS = { ...THREAT, version: 1, title: "As Alice says" };

afterEach(() => vi.unstubAllGlobals());

/** Answers like a server whose threat Alice has edited meanwhile; returns the bodies that it got. */
function serve(): unknown[] {
  const bodies: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "PUT") {
      const body = (await request.json()) as { version: number };
      bodies.push(body);
      return body.version === 1
        ? Response.json({ ...THEIRS, version: 2 })
        : Response.json({ detail: "edited", current: THEIRS }, { status: 409 });
    }
    const one = /threats\/7\/$/.test(new URL(request.url).pathname);
    return Response.json(one ? THEIRS : { results: [], methods: [] });
  });
  return bodies;
}

it("shows both versions of what another person has edited, and saves over it when told so", async () => {
  const bodies = serve();
  const onClose = vi.fn();
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider env="test">
        <EditThreatDialog threat={THREAT} onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  );

  fireEvent.change(screen.getByRole("textbox", { name: "Title" }), { target: { value: "Mine" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  const alert = await screen.findByRole("alert", { name: "Edited by another person" });

  expect(alert.textContent).toContain("As Alice says");
  expect(alert.textContent).toContain("Mine");
  expect(onClose).not.toHaveBeenCalled();

  fireEvent.click(screen.getByRole("button", { name: "Save my version" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(bodies).toMatchObject([
    { version: 0, title: "Mine" },
    { version: 1, title: "Mine" },
  ]);
});
