import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DRAWING, TERMS } from "@/model/graph/optimisticApply.fixture";
import type { Snapshot } from "@/model/graph/snapshot";
import { DocumentSession } from "./documentSession";
import { boxOf, change, move, started, WELCOME } from "./documentSession.fixture";
import type { PendingBatch } from "./outbox";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what is kept in the browser", () => {
  const kept: PendingBatch = { id: "old", label: "Move web", of: null, ops: [move("web", 50)] };

  it("is every batch until the server has stored it", async () => {
    const { session, hear, sent, left } = await started();
    session.apply([move("web", 50)], "Move web");
    const before = [...left.keys()];

    hear({ type: "ack", id: sent(0).id, seq: 8, changed: true, skipped: 0 });

    expect(before).toEqual([sent(0).id]);
    expect(left.size).toBe(0);
  });

  it("is not called saved before it was looked for", async () => {
    let looked: (kept: PendingBatch[]) => void = () => undefined;
    const load = (): Promise<PendingBatch[]> =>
      new Promise((resolve) => {
        looked = resolve;
      });
    const { outbox } = boxOf([]);
    const read = async (): Promise<Snapshot> => DRAWING;
    const session = new DocumentSession({ read, notify: vi.fn(), outbox: { ...outbox, load } });
    session.open(TERMS);
    session.opened(vi.fn());
    session.hear(WELCOME);
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving).toEqual({ state: "checking", waiting: 0 });

    looked([kept]);
    await vi.advanceTimersByTimeAsync(50);
    expect(session.view().saving).toEqual({ state: "saving", waiting: 1 });
  });

  it("is shown and sent again by the next page, once, under its id", async () => {
    const { session, said, hear, x, left } = await started({ kept: [kept] });
    const shown = { x: x("web"), saving: session.view().saving };

    hear({ type: "ack", id: "old", seq: 5, changed: false, skipped: 0 });

    expect(shown).toEqual({ x: 50, saving: { state: "saving", waiting: 1 } });
    expect(said).toEqual([{ type: "batch", id: "old", ops: [move("web", 50)] }]);
    expect(left.size).toBe(0);
  });

  it("is told and dropped when the server will not have it any more", async () => {
    const { told, hear, x, left } = await started({ kept: [kept] });

    hear({ type: "refused", id: "old", code: "read-only", problems: ["You may only look."] });

    expect(told).toEqual(["“Move web” was not saved: You may only look."]);
    expect([x("web"), left.size]).toEqual([140, 0]);
  });

  it("goes out before what is done since", async () => {
    const { session, said, connect } = await started({ kept: [kept] });
    session.apply([move("db", 1)], "Move db");
    session.closed();
    said.length = 0;

    connect();

    expect(said).toMatchObject([{ id: "old" }, { ops: [move("db", 1)] }]);
  });

  it("and called off here is taken back when another page has sent it", async () => {
    const { session, said, hear, connect, left } = await started();
    session.closed();
    session.apply([move("web", 50)], "Move web");
    const id = [...left.keys()][0] ?? "";
    session.undo();
    connect();

    hear(change(8, id, [move("web", 50)]));

    expect(said).toMatchObject([{ type: "undo", of: id }]);
  });
});
