import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ReportRow } from "@/api/types";
import ShareDialog from "./ShareDialog";

const LINK = {
  ...{ id: "l1", created_by: null, created_at: "2026-11-01T00:00:00Z", downloads: 2 },
  ...{ expires_at: "2126-11-01T00:00:00Z", revoked_at: null },
};

afterEach(() => vi.unstubAllGlobals());

it("shows a new link once, and revokes those that hold", async () => {
  const sent: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== "GET")
      sent.push(`${request.method} ${pathname} ${await request.text()}`);
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    if (request.method === "POST")
      return Response.json({ link: LINK, address: "/shared-reports/secret/" }, { status: 201 });
    const gone = { ...LINK, id: "l2", revoked_at: "2026-11-02T00:00:00Z" };
    const expired = { ...LINK, id: "l3", expires_at: "2026-11-02T00:00:00Z" };
    const links = [LINK, gone, expired];
    return Response.json(pathname.endsWith("/links/") ? links : { link_days_most: 30 });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ShareDialog model="m1" report={{ id: "r1" } as ReportRow} onClose={vi.fn()} />
      </MantineProvider>
    </QueryClientProvider>,
  );

  expect((await screen.findByRole("list", { name: "Links" })).children).toHaveLength(1);
  await waitFor(() => expect(screen.queryByRole("option", { name: "90 days" })).toBeNull());
  fireEvent.change(screen.getByRole("combobox"), { target: { value: "7" } });
  fireEvent.click(screen.getByRole("button", { name: "Create link" }));

  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Link" });
  expect(field.value).toBe(`${window.location.origin}/shared-reports/secret/`);
  expect(sent).toEqual(['POST /api/models/m1/reports/r1/links/ {"days":7}']);

  fireEvent.click(screen.getByRole("button", { name: "Revoke" }));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toContain("DELETE /api/models/m1/reports/r1/links/l1/");
  await screen.findByRole("button", { name: "Create link" });
  expect(screen.queryByRole("textbox", { name: "Link" })).toBeNull();
});
