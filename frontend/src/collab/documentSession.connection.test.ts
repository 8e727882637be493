import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DRAWING } from "@/model/graph/optimisticApply.fixture";
import type { Snapshot } from "@/model/graph/snapshot";
import { move, started, WELCOME } from "./documentSession.fixture";
import type { ClientMessage, ServerMessage } from "./protocol";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a connection that breaks", () => {
  it("gets what waits again, in order and with its ids, and asks for what was missed", async () => {
    const { session, said, connect, hear, sent } = await started();
    session.apply([move("web", 50)], "Move web");
    session.closed();
    session.apply([move("db", 60)], "Move db");
    const apart = session.view().saving;

    connect();
    hear({ ...WELCOME, seq: 9 } as ServerMessage);

    expect(apart).toEqual({ state: "reconnecting", waiting: 2 });
    expect(said.slice(1, 3)).toEqual([
      { type: "batch", id: sent(0).id, ops: [move("web", 50)] },
      { type: "batch", id: sent(2).id, ops: [move("db", 60)] },
    ]);
    expect(said.at(-1)).toEqual({ type: "since", seq: 7 });
  });

  it("sends nothing before the server greets", async () => {
    const { session, said } = await started();
    session.closed();
    session.opened((message) => said.push(message));

    session.apply([move("web", 50)], "Move web");

    expect(said).toEqual([]);
  });

  it("is told apart from no network at all", async () => {
    const { session } = await started();
    session.setOnline(false);
    const still = session.view().saving.state;

    session.closed();
    session.apply([move("web", 50)], "Move web");

    expect(still).toBe("saved");
    expect(session.view().saving).toEqual({ state: "offline", waiting: 1 });
  });
});

describe("a network in which no socket gets through", () => {
  it("has batches posted once the server answers, says so, and reads what became of them", async () => {
    const { session, said, reading, hear } = await started();
    session.closed();
    session.apply([move("web", 50)], "Move web");
    const posted: ClientMessage[] = [];

    session.fallBackTo((message) => posted.push(message));
    expect(posted).toEqual([]);
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving).toEqual({ state: "saving", waiting: 1 });
    const [first] = posted as { id: string }[];
    const before = reading.mock.calls.length;
    hear({ type: "ack", id: first?.id ?? "", seq: 8, changed: true, skipped: 0 });
    session.undo();

    expect(session.view().saving.state).toBe("saving");
    expect(posted).toMatchObject([
      { type: "batch", ops: [move("web", 50)] },
      { type: "undo", of: first?.id },
    ]);
    expect(reading.mock.calls.length).toBe(before + 1);
    expect(said).toEqual([]);
  });

  it("is told apart from a live one, and from a server that does not answer", async () => {
    let down = false;
    const read = async (): Promise<Snapshot> => {
      if (down) throw new Error("nobody there");
      return DRAWING;
    };
    const { session, connect } = await started({ read });
    session.closed();
    session.fallBackTo(() => undefined);
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving).toEqual({ state: "posted", waiting: 0 });

    down = true;
    session.reload();
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving.state).toBe("reconnecting");

    down = false;
    connect();
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving).toEqual({ state: "saved", waiting: 0 });
  });

  it("has what failed posted again with the next answer of the server", async () => {
    const { session } = await started();
    session.closed();
    const posted: ClientMessage[] = [];
    session.fallBackTo((message) => posted.push(message));
    await vi.advanceTimersByTimeAsync(50);
    session.apply([move("web", 50)], "Move web");
    session.postingFailed();
    expect(session.view().saving).toEqual({ state: "reconnecting", waiting: 1 });

    session.reload();
    await vi.advanceTimersByTimeAsync(50);

    const ids = posted.map((one) => "id" in one && one.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
