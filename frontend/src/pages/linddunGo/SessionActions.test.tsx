import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { CardNavigation } from "./CardNavigation";
import { sessionQuery } from "./queries";
import { SessionActions } from "./SessionActions";
import { playedCards, shownCard } from "./session";
import { DECK, session } from "./session.fixture";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));

afterEach(() => vi.unstubAllGlobals());

/** Answers a move only when told so; returns the versions with which the session was finished. */
function serve(moved: Promise<void>): unknown[] {
  const finished: unknown[] = [];
  let current = session();
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (path.endsWith("/move/")) {
      await moved;
      current = session({ position: 1, version: 1 });
    } else if (path.endsWith("/finish/")) {
      finished.push(((await request.json()) as { version: number }).version);
      current = session({ state: "finished", version: 2 });
    }
    return Response.json(path.endsWith("/sessions/") ? { results: [current] } : current);
  });
  return finished;
}

function Table() {
  const running = useQuery(sessionQuery("m1", "s")).data;
  if (!running) return null;
  const card = shownCard(running, playedCards(running, DECK), "");
  return (
    <>
      <SessionActions session={running} />
      {card && <CardNavigation session={running} card={card} />}
    </>
  );
}

it("finishes the session as it is after a move that is still on its way", async () => {
  let answer = (): void => undefined;
  const finished = serve(new Promise((resolve) => (answer = resolve)));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider env="test">
        <Table />
      </MantineProvider>
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByRole("button", { name: "Next card" }));
  fireEvent.click(screen.getByRole("button", { name: "Finish session" }));
  const dialog = await screen.findByRole("dialog", { name: "Finish the session" });
  const confirm = within(dialog).getByRole("button", { name: "Finish session" });

  await waitFor(() => expect(confirm).toHaveProperty("disabled", true));
  answer();
  await waitFor(() => expect(confirm).toHaveProperty("disabled", false));
  fireEvent.click(confirm);

  await waitFor(() => expect(finished).toEqual([1]));
});
