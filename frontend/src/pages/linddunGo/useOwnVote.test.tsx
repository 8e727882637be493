import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { CardVote } from "@/api/types";
import { sessionQuery } from "./queries";
import { playedCards } from "./session";
import { ADA, DECK, dealt, session, subject, vote } from "./session.fixture";
import { useOwnVote } from "./useOwnVote";

vi.mock("@/session/useModel", () => ({ useModel: () => ({ id: "m1", canEdit: true }) }));
vi.mock("@/session/session", () => ({ useSession: () => ({ user: ADA }) }));

afterEach(() => vi.unstubAllGlobals());

interface Sent {
  answer: CardVote["answer"];
  note: string;
  uids: string[];
}

/** Keeps the vote as the server does; each answer waits until `go` is called. */
function serve(mine: CardVote) {
  const sent: Sent[] = [];
  const waiting: (() => void)[] = [];
  const state = { mine: mine as CardVote | null, withdrawals: 0 };
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "PUT") {
      const body = (await request.json()) as Sent;
      sent.push(body);
      await new Promise<void>((resolve) => waiting.push(resolve));
      state.mine = vote(ADA, { ...body, subjects: body.uids.map((uid) => subject(uid)) });
    }
    if (request.method === "DELETE") {
      state.withdrawals += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      state.mine = null;
    }
    const votes = state.mine ? [state.mine] : [];
    const current = session({ cards: [dealt("L1", 0, { votes }), dealt("I1", 1)] });
    return Response.json(request.url.includes("/s/") ? current : { results: [current] });
  });
  const go = async (): Promise<void> => {
    await waitFor(() => expect(waiting).toHaveLength(1));
    waiting.shift()?.();
  };
  return { sent, go, state };
}

async function open() {
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(
    () => {
      const found = useQuery(sessionQuery("m1", "s")).data ?? session();
      const [card] = playedCards(found, DECK);
      if (!card) throw new Error("no card");
      return useOwnVote(found, card);
    },
    { wrapper },
  );
  await waitFor(() => expect(result.current.given).toBe("applies"));
  return result;
}

it("takes an answer while the note before it is on its way, and sends them in turn", async () => {
  const { sent, go } = serve(vote(ADA, { answer: "applies" }));
  const own = await open();

  act(() => own.current.setNote("In the log"));
  act(() => own.current.keepNote());
  await waitFor(() => expect(sent).toHaveLength(1));
  act(() => own.current.answer("unsure"));
  await waitFor(() => expect(own.current.given).toBe("unsure"));
  expect(sent).toHaveLength(1);
  await go();
  await go();

  await waitFor(() => expect(sent.map(({ answer }) => answer)).toEqual(["applies", "unsure"]));
  expect(sent[1]?.note).toBe("In the log");
});

it("withdraws the vote by the same answer, but not by a double click", async () => {
  const { sent, go, state } = serve(vote(ADA, { answer: "applies" }));
  const own = await open();

  act(() => own.current.answer("unsure"));
  await waitFor(() => expect(own.current.given).toBe("unsure"));
  act(() => own.current.answer("unsure"));
  await go();
  await waitFor(() => expect(state.mine?.answer).toBe("unsure"));
  expect(sent).toHaveLength(1);
  await waitFor(() => {
    act(() => own.current.answer("unsure"));
    expect(state.withdrawals).toBe(1);
  });
  act(() => own.current.answer("unsure"));
  await go();

  await waitFor(() => expect(own.current.given).toBeUndefined());
  expect([state.withdrawals, sent.length]).toEqual([1, 1]);
});

it("leaves out what was deleted since the vote when it is sent again", async () => {
  const subjects = [subject("db"), { ...subject("gone"), id: null }];
  const { sent, go } = serve(vote(ADA, { answer: "applies", subjects }));
  const own = await open();

  act(() => own.current.answer("unsure"));
  await go();

  expect(sent[0]?.uids).toEqual(["db"]);
});
