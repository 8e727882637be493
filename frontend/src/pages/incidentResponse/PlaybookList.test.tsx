import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import type { ResponsePlaybook } from "@/api/types";
import { PlaybookList } from "./PlaybookList";
import { RunList } from "./RunList";

let elements = 0;
vi.mock("@/session/useModel", () => ({
  useModel: () => ({ id: "m1", canEdit: true, row: { element_count: elements } }),
}));
vi.mock("@/ui/LinkButton", () => ({ LinkButton: ({ to }: { to: string }) => <a href={to}>Go</a> }));
vi.mock("@/ui/useSearchParams", () => ({ useSearchParams: () => [{}, () => undefined] }));
vi.mock("@/entities/badges/useKindNames", () => ({ useKindNames: () => (kind: string) => kind }));

const PLAYBOOK = {
  ...{ id: "leaked-secret", title: "Leaked secret", about: "Disable it first." },
  ...{ applies_to: ["secret"], steps: [], references: [] },
} as unknown as ResponsePlaybook;

function show() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <RunList runs={[]} />
        <PlaybookList playbooks={[PLAYBOOK]} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("starts no response while nothing is drawn; playbooks can be read", () => {
  elements = 0;

  show();

  expect(screen.getByText("Nothing is drawn yet")).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Leaked secret" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Start Leaked secret" })).toBeNull();
});

it("starts a response once something is drawn", () => {
  elements = 1;

  show();

  expect(screen.getByText("No response yet")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Start Leaked secret" })).toBeTruthy();
});
