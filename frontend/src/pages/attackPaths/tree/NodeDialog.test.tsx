import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AttackTreeNode, TreePlacing } from "@/api/types";
import { NodeDialog } from "./NodeDialog";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));

const EDIT = {
  ...{ key: "k1", title: "Escape", applies: true, cost: 7, skill: "", probability: null },
  ...{ detectability: null, reason: "Tested", note: "", version: 1 },
};
const NODE = {
  ...{ id: "n1", key: "k1", gate: "leaf", title: "Escape", children: [], added: false, edit: EDIT },
  ...{ cost: 7, skill: "hard", probability: 0.6, detectability: null, counted: true },
  computed: { cost: 10, skill: "hard", probability: 0.6, detectability: null },
} as unknown as AttackTreeNode;
const THEIRS = { ...EDIT, version: 2, reason: "As Alice says" };

let requests: { url: string; body: Record<string, unknown> }[] = [];

/** What Alice has made of the node meanwhile; null: she has reset it. */
let theirs: typeof EDIT | null = THEIRS;

/** Answers like a server on which Alice has edited the node meanwhile. */
beforeEach(() => {
  requests = [];
  theirs = THEIRS;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "GET") return Response.json({ nodes: [{ ...NODE, edit: theirs }] });
    const body = (await request.json()) as Record<string, unknown>;
    requests.push({ url: new URL(request.url).pathname, body });
    return request.method === "POST" || body.version === (theirs?.version ?? 0)
      ? Response.json({ ...THEIRS, version: 3 })
      : Response.json({ detail: "edited", current: THEIRS }, { status: 409 });
  });
});
afterEach(() => vi.unstubAllGlobals());

function open(adding: TreePlacing | null, node = NODE) {
  const onClose = vi.fn();
  const asked = { goal: "g1", attacker: "" };
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider env="test">
        <NodeDialog asked={asked} node={node} adding={adding} onClose={onClose} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return onClose;
}

it("asks for a reason where a value differs from the computed one", () => {
  open(null, { ...NODE, edit: null });
  const save = () => screen.getByRole("button", { name: "Save" });

  expect(save()).toHaveProperty("disabled", false);
  fireEvent.change(screen.getByLabelText("Probability"), { target: { value: "20" } });
  expect(save()).toHaveProperty("disabled", true);
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "Watched" } });
  expect(save()).toHaveProperty("disabled", false);
});

it("shows both versions of what another person has edited, and saves over it when told so", async () => {
  const onClose = open(null);
  fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "Mine" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  const alert = await screen.findByRole("alert", { name: "Edited by another person" });

  expect(alert.textContent).toContain("As Alice says");
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Save my version" }));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(requests.map(({ body }) => [body.version, body.reason])).toEqual([
    [1, "Mine"],
    [2, "Mine"],
  ]);
});

it("shows what was computed where another person has reset the node", async () => {
  theirs = null;
  const onClose = open(null);
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  const alert = await screen.findByRole("alert", { name: "Edited by another person" });

  expect(
    within(alert)
      .getAllByRole("rowheader")
      .map((one) => one.textContent),
  ).toEqual(["Cost", "Reason"]);
  fireEvent.click(screen.getByRole("button", { name: "Take theirs" }));
  expect(screen.queryByText("edited")).toBeNull();
  expect(screen.getByLabelText("Reason")).toHaveProperty("value", "");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(requests.map(({ body }) => [body.version, body.reason])).toEqual([
    [1, "Tested"],
    [0, ""],
  ]);
});

it("adds a step as another way, with its values as shares", async () => {
  const onClose = open("way");
  fireEvent.change(screen.getByLabelText("What the attacker does"), { target: { value: "Bribe" } });
  fireEvent.change(screen.getByLabelText("Detectability"), { target: { value: "12.5" } });
  fireEvent.click(screen.getByRole("button", { name: "Add" }));

  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(requests).toMatchObject([
    {
      url: "/api/models/m1/attack-paths/goals/g1/tree/nodes/",
      body: { parent: "k1", placing: "way", title: "Bribe", cost: null, detectability: 0.125 },
    },
  ]);
});
