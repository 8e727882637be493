import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { keys } from "@/api/queries";
import type { AttackFix, PathElement } from "@/api/types";
import { FixSwitch } from "./FixSwitch";
import type { WhatIf } from "./useWhatIf";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: unknown }) => <a href="/mitigation">{children as string}</a>,
}));

afterEach(() => vi.unstubAllGlobals());

const CONTROL = { id: "drop", title: "Drop capabilities" } as AttackFix["control"];
const AT = { uid: "compose:web", name: "web" } as PathElement;
const WHAT_IF = { isAssumed: () => false, toggle: () => undefined } as unknown as WhatIf;

/** Answers like a server that has the mitigation until `gone` is called. */
function serve(): { gone: () => void } {
  let exists = false;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "POST") exists = true;
    const planned = { number: 9, version: 1, status: "planned", threats: [] };
    if (!exists) return Response.json({ detail: "Not found." }, { status: 404 });
    return Response.json(planned, { status: request.method === "POST" ? 201 : 200 });
  });
  return { gone: () => (exists = false) };
}

it("leads to the mitigation that was just planned, and offers it again once that is undone", async () => {
  const server = serve();
  const client = new QueryClient();
  render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <FixSwitch control={CONTROL} at={AT} whatIf={WHAT_IF} mitigation={null} />
      </MantineProvider>
    </QueryClientProvider>,
  );

  fireEvent.click(screen.getByRole("button", { name: "Plan Drop capabilities at web" }));

  expect((await screen.findByRole("link")).textContent).toContain("M9");
  expect(screen.queryByRole("button", { name: /^Plan/ })).toBeNull();

  server.gone();
  await act(() => client.invalidateQueries({ queryKey: keys.model("m1") }));

  expect(await screen.findByRole("button", { name: /^Plan/ })).toBeTruthy();
});
