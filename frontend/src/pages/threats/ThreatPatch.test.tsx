import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { ThreatPatch as Patch, ThreatDetail } from "@/api/types";
import { ThreatPatch } from "./ThreatPatch";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1" }) }));
afterEach(() => vi.unstubAllGlobals());

const PATCH: Patch = {
  form: "kustomize",
  name: "patch.yaml",
  text: "kind: Pod\n",
  notes: ["web: Processes of the host are no longer visible."],
  resolves: ["web shares the host PID namespace"],
  remains: [{ severity: "low", title: "No liveness probe on web" }],
  reason: "",
};

function open(patch: Partial<Patch>, status = "open") {
  const fetching = vi.fn(async (_request: Request) => Response.json({ ...PATCH, ...patch }));
  vi.stubGlobal("fetch", fetching);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <ThreatPatch threat={{ number: 7, status } as ThreatDetail} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return fetching;
}

it("makes the patch when it is asked for, and says what it does", async () => {
  const fetching = open({});

  expect(fetching).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Create patch" }));

  await screen.findByText("kind: Pod");
  expect(
    screen.getByText("Resolves 1 threat and raises none besides those that remain."),
  ).toBeTruthy();
  expect(screen.getByText(/files are not kept/)).toBeTruthy();
  expect(screen.getByText("web: Processes of the host are no longer visible.")).toBeTruthy();
  expect(screen.getByText("No liveness probe on web (low)")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Download" })).toBeTruthy();
});

it("says why there is none", async () => {
  open({ text: "", form: "", reason: "There is no patch for threats of this rule." });

  fireEvent.click(screen.getByRole("button", { name: "Create patch" }));

  await screen.findByText("There is no patch for threats of this rule.");
  expect(screen.queryByRole("button", { name: "Download" })).toBeNull();
});

it("has nothing for a threat that is resolved", () => {
  open({}, "resolved");

  expect(screen.queryByText("Patch")).toBeNull();
});
