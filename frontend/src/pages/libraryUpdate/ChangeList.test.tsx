import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { LibraryChange } from "@/api/types";
import { parseSearch, stringifySearch } from "@/ui/searchParams";
import { ChangeList } from "./ChangeList";

const opened = vi.hoisted(() => ({ row: undefined as { team: { id: string } } | undefined }));
vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", row: opened.row }) }));
afterEach(() => vi.unstubAllGlobals());

const CHANGE: LibraryChange = {
  change: "new",
  fingerprint: "f1",
  rule: "container-privileged",
  title: "Container is privileged",
  why: "A privileged container has the rights of its node.",
  severity: "critical",
  severity_before: "",
  subject: { uid: "compose:web", name: "web" },
  subject_kind: "container",
  decided: false,
  scenario: false,
  number: null,
  status: null,
};

function open(change: Partial<LibraryChange>, row?: { team: { id: string } }) {
  opened.row = row;
  const results = [{ ...CHANGE, ...change }];
  vi.stubGlobal("fetch", async () =>
    Response.json({ count: 1, next: null, previous: null, results }),
  );
  const root = createRootRoute({ component: ChangeList });
  const history = createMemoryHistory();
  const router = createRouter({ routeTree: root, history, parseSearch, stringifySearch });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <RouterProvider router={router as never} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("names the rule while the model is read, and does not say that it is gone", async () => {
  open({});

  const { textContent: line } = await screen.findByRole("listitem");
  expect(line).toContain("web · container-privileged");
  expect(line).not.toContain("no longer in the library");
});

it("leads to the rule", async () => {
  open({}, { team: { id: "t1" } });

  const link = await screen.findByRole("link", { name: "container-privileged" });
  expect(link.getAttribute("href")).toBe("/t/t1/rules/container-privileged");
});

it("says that a rule is gone", async () => {
  open({ why: "", rule: "rule-of-earlier" }, { team: { id: "t1" } });

  const { textContent: line } = await screen.findByRole("listitem");
  expect(line).toContain("rule-of-earlier, no longer in the library");
});

it("calls an attack scenario one", async () => {
  open({ why: "", rule: "scenario:internet:node-takeover", scenario: true });

  const { textContent: line } = await screen.findByRole("listitem");
  expect(line).toContain("web · attack scenario");
});
