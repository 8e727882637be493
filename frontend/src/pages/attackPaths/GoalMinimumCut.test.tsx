import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { GoalMinimumCut } from "./GoalMinimumCut";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
afterEach(() => vi.unstubAllGlobals());

/** A server whose smallest cut has so many changes. */
function answering(changes: number) {
  const fixes = Array.from({ length: changes }, (_, n) => ({
    control: { id: "network-policy-egress", title: "Restrict egress" },
    element: { type: "element", id: `e${n}`, uid: `k8s:w${n}`, name: `w${n}`, kind: "workload" },
    mitigation: null,
  }));
  const body = { fixes, at_least: changes, is_smallest: true, remaining: [], paths: 9, cut: 9 };
  const fetching = vi.fn(async () => Response.json(body));
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

function open(whatIf: Partial<WhatIf> = {}) {
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider env="test">
        <GoalMinimumCut goal="g1" whatIf={{ isAssumed: () => false, ...whatIf } as WhatIf} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

const ask = () =>
  fireEvent.click(screen.getByRole("button", { name: "Find the changes that cut all paths" }));

it("asks the server only when told so, and assumes all changes at once", async () => {
  const fetching = answering(2);
  const assume = vi.fn();
  open({ assume });

  expect(fetching).not.toHaveBeenCalled();
  ask();
  await screen.findByText("These 2 changes together cut 9 of 9 paths");
  fireEvent.click(screen.getByRole("button", { name: "Check all" }));

  expect(assume).toHaveBeenCalledWith([
    { control: "network-policy-egress", uid: "k8s:w0" },
    { control: "network-policy-egress", uid: "k8s:w1" },
  ]);
});

it("lists some of hundreds of changes, which cannot be assumed at once", async () => {
  answering(528);
  open();
  ask();
  await screen.findByText("and 508 more changes");

  expect(screen.getAllByRole("checkbox")).toHaveLength(20);
  expect(screen.queryByRole("button", { name: "Check all" })).toBeNull();
});

it("says what went wrong, and asks again", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ detail: "Too many" }, { status: 429 }));
  open();
  ask();
  await screen.findByText("Too many");

  answering(2);
  fireEvent.click(screen.getByRole("button", { name: /again/i }));
  expect(await screen.findByText("These 2 changes together cut 9 of 9 paths")).toBeTruthy();
});
