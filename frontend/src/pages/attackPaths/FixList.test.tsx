import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, it, vi } from "vitest";
import type { AttackFix } from "@/api/types";
import type { WhatIf } from "@/entities/attackPaths/useWhatIf";
import { FixList } from "./FixList";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: false }) }));
afterEach(() => vi.unstubAllGlobals());

/** Show the list where the server ranks one change after which so much of the risk is left. */
function open(fix: Partial<AttackFix>): void {
  const one = {
    control: { id: "remove-privileged", title: "Run the container unprivileged" },
    element: { type: "element", id: "1", uid: "a/c", name: "c", kind: "container" },
    ...{ steps: [], goals: [], goal_count: 0, threats: [], mitigation: null, ...fix },
  };
  vi.stubGlobal("fetch", async () => Response.json({ results: [one] }));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <FixList whatIf={{ isAssumed: () => false } as unknown as WhatIf} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("says whose risk the changes lower", async () => {
  open({ risk_left: 0.25, assumed_start: false });

  await screen.findByText("This change removes 75 % of the risk. Check one to see what it brings.");
});

it("says that the start of the attacker is assumed", async () => {
  open({ risk_left: 0.25, assumed_start: true });

  await screen.findByText(/75 % of the risk once an attacker is inside, as none from outside/);
});
