import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { PrivacyDeck } from "@/api/types";
import { StartSession } from "./StartSession";
import { DECK } from "./session.fixture";

let elements = 0;
vi.mock("@/session/useModel", () => ({
  useModel: () => ({ id: "m1", canEdit: true, row: { element_count: elements } }),
}));
vi.mock("@/ui/LinkButton", () => ({ LinkButton: ({ to }: { to: string }) => <a href={to}>Go</a> }));
vi.mock("./ParticipantsField", () => ({ ParticipantsField: () => null, useVoters: () => [] }));
vi.mock("@/entities/live/usePresentPeople", () => ({ usePresentPeople: () => [] }));
vi.mock("@/session/session", () => ({ useSession: () => ({ user: null }) }));
vi.mock("@/ui/useSearchParams", () => ({ useSearchParams: () => [{}, () => undefined] }));

afterEach(() => vi.unstubAllGlobals());

function show() {
  vi.stubGlobal("fetch", async () => Response.json({ methods: [] }));
  const deck = { cards: DECK, personal_data: true } as unknown as PrivacyDeck;
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <StartSession deck={deck} />
      </MantineProvider>
    </QueryClientProvider>,
  );
}

it("deals no cards while nothing is drawn, and shows the ways to begin", () => {
  elements = 0;

  show();

  expect(screen.getByText("Nothing is drawn yet")).toBeTruthy();
  const ways = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
  expect(ways).toEqual(["/m/$model/architecture", "/m/$model/imports"]);
  expect(screen.queryByRole("button", { name: /^Deal/ })).toBeNull();
});

it("deals cards once something is drawn", () => {
  elements = 3;

  show();

  expect(screen.getByRole("button", { name: /^Deal/ })).toBeTruthy();
});
