import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Op } from "@/model/graph/ops";
import { DRAWING, rowOf, TERMS } from "@/model/graph/optimisticApply.fixture";
import type { Snapshot } from "@/model/graph/snapshot";
import { DocumentSession } from "./documentSession";
import type { Outbox, PendingBatch } from "./outbox";
import type { Change, ClientMessage, ServerMessage } from "./protocol";

const ME = { id: "u1", name: "Ben", colour: 3 };
const move = (uid: string, x: number): Op => ({ op: "set", on: "element", uid, props: { x } });
const WELCOME: ServerMessage = {
  ...{ type: "welcome", connection: "c1", seq: 7, role: "editor", you: ME, peers: [] },
};

function change(seq: number, batch: string, ops: Op[] | null): Change {
  const actor = { id: "u2", name: "Ana" };
  return { type: "changed", seq, actor, batch, origin: "person", ops, added: {} };
}

/** A place for batches that is gone with the test; `kept` is what earlier pages left. */
function boxOf(kept: PendingBatch[]) {
  const left = new Map(kept.map((batch) => [batch.id, batch]));
  const outbox: Outbox = {
    load: async () => [...left.values()],
    keep: async (batch) => Boolean(left.set(batch.id, batch)),
    drop: async (id) => void left.delete(id),
    clear: async () => left.clear(),
  };
  return { outbox, left };
}

/** A session that has read the drawing and was greeted, with all that it says to the server and the person. */
async function started({
  read = async (): Promise<Snapshot> => DRAWING,
  kept = [] as PendingBatch[],
} = {}) {
  const said: ClientMessage[] = [];
  const told: string[] = [];
  const reading = vi.fn(read);
  const { outbox, left } = boxOf(kept);
  const notify = (message: string): unknown => told.push(message);
  const overwritten = vi.fn();
  const session = new DocumentSession({ read: reading, notify, overwritten, outbox });
  const connect = (): void => {
    session.opened((message) => said.push(message));
    session.hear(WELCOME);
  };
  session.open(TERMS);
  connect();
  await vi.advanceTimersByTimeAsync(50);
  const hear = (...messages: ServerMessage[]): void => {
    for (const message of messages) session.hear(message);
    vi.advanceTimersByTime(50);
  };
  const x = (uid: string): number | null => rowOf(session.view().snapshot?.elements ?? [], uid).x;
  const sent = (place: number): { id: string } => said[place] as { id: string };
  return { session, said, told, overwritten, reading, connect, hear, x, sent, left };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what one has just set", () => {
  const named = (name: string): Op => ({ op: "set", on: "element", uid: "web", props: { name } });
  const stated = (value: unknown): Op => {
    return { op: "set", on: "element", uid: "web", props: { facts: { privileged: { value } } } };
  };

  it("is told of when somebody sets it otherwise", async () => {
    const { session, hear, sent, overwritten } = await started();
    session.apply([named("Front")], "Rename web");
    session.apply([stated(false)], "Say Privileged of web");
    hear({ type: "ack", id: sent(0).id, seq: 8, changed: true, skipped: 0 });
    hear({ type: "ack", id: sent(1).id, seq: 9, changed: true, skipped: 0 });

    hear(change(10, "theirs", [named("Shop front"), stated(true)]));

    const web = { on: "element", uid: "web", by: "Ana" };
    expect(overwritten.mock.calls).toEqual([
      [{ ...web, fact: null, mine: "Front", theirs: "Shop front" }],
      [{ ...web, fact: "privileged", mine: false, theirs: true }],
    ]);
  });

  it("wins while it waits, so nothing is told", async () => {
    const { session, hear, sent, overwritten } = await started();
    session.apply([named("Front")], "Rename web");

    hear(change(8, "theirs", [named("Shop front")]));
    hear({ type: "ack", id: sent(0).id, seq: 9, changed: true, skipped: 0 });

    expect(overwritten).not.toHaveBeenCalled();
  });

  it("is no conflict when they set the same, or much later", async () => {
    const { session, hear, sent, overwritten } = await started();
    session.apply([named("Front")], "Rename web");
    hear({ type: "ack", id: sent(0).id, seq: 8, changed: true, skipped: 0 });
    hear(change(9, "theirs", [named("Front")]));
    session.apply([named("Shop")], "Rename web");
    hear({ type: "ack", id: sent(1).id, seq: 10, changed: true, skipped: 0 });

    vi.advanceTimersByTime(60_000);
    hear(change(11, "later", [named("Window")]));

    expect(overwritten).not.toHaveBeenCalled();
  });
});

describe("editing", () => {
  it("shows at once, is sent, and is saved with the ack", async () => {
    const { session, said, hear, x, sent } = await started();

    session.apply([move("web", 50)], "Move web");
    const before = session.view().saving;
    hear({ type: "ack", id: sent(0).id, seq: 8, changed: true, skipped: 0 });

    expect(x("web")).toBe(50);
    expect(said).toEqual([{ type: "batch", id: sent(0).id, ops: [move("web", 50)] }]);
    expect(before).toEqual({ state: "saving", waiting: 1 });
    expect(session.view().saving).toEqual({ state: "saved", waiting: 0 });
  });

  it("is rolled back and told when the server refuses it", async () => {
    const { session, told, hear, x, sent } = await started();

    session.apply([move("web", 50)], "Move web");
    hear({
      type: "refused",
      id: sent(0).id,
      code: "invalid",
      problems: ["web: is inside itself"],
    });

    expect(x("web")).toBe(140);
    expect(told).toEqual(["“Move web” was not saved: web: is inside itself."]);
    expect(session.view()).toMatchObject({ undoLabel: null, saving: { waiting: 0 } });
  });

  it("of very much at once is sent in pieces, in order, and taken back as one", async () => {
    const { session, said, x } = await started();
    const many = Array.from({ length: 501 }, (_, place) => move("web", place));

    session.apply(many, "Move all");
    session.undo();

    const pieces = said.map((one) => (one.type === "batch" ? one.ops.length : one.type));
    expect(pieces).toEqual([500, 1, "undo", "undo"]);
    const [first, second, back, again] = said as { id: string; of?: string }[];
    expect([back?.of, again?.of]).toEqual([second?.id, first?.id]);
    expect(x("web")).toBe(140);
  });
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

describe("changes of others", () => {
  it("that are missing are asked for once until an answer comes", async () => {
    const { said, hear, x } = await started();

    hear(change(9, "b9", [move("web", 9)]), change(10, "b10", [move("web", 10)]));
    const asked = said.length;
    hear({ type: "changes", after: 7, changes: [change(8, "b8", [move("db", 8)])] });

    expect(asked).toBe(1);
    expect([x("web"), x("db")]).toEqual([10, 8]);
    hear(change(12, "b12", []));
    expect(said.at(-1)).toEqual({ type: "since", seq: 10 });
  });

  it("are read when they are too many", async () => {
    const { hear, reading, x } = await started();
    reading.mockResolvedValue({ ...DRAWING, seq: 400 });

    hear({ type: "resync", seq: 400 });
    await vi.advanceTimersByTimeAsync(50);
    hear(change(401, "b", [move("web", 1)]));

    expect(reading).toHaveBeenCalledTimes(2);
    expect(x("web")).toBe(1);
  });
});

describe("undo", () => {
  it("takes back the latest step, and redo does it again by taking that back", async () => {
    const { session, said, x, sent } = await started();
    session.apply([move("web", 50)], "Move web");
    session.apply([move("db", 60)], "Move db");

    session.undo();
    const undone = { ...session.view(), x: x("db") };
    session.redo();

    expect(undone).toMatchObject({ undoLabel: "Move web", redoLabel: "Move db", x: 700 });
    expect(said.slice(2)).toEqual([
      { type: "undo", id: sent(2).id, of: sent(1).id },
      { type: "undo", id: sent(3).id, of: sent(2).id },
    ]);
    expect(session.view()).toMatchObject({ undoLabel: "Move db", redoLabel: null });
    expect(x("db")).toBe(60);
  });

  it("leaves what somebody else has changed since", async () => {
    const { session, hear, x, sent } = await started();
    session.apply([move("web", 50), move("db", 60)], "Move both");
    hear(
      { type: "ack", id: sent(0).id, seq: 8, changed: true, skipped: 0 },
      change(8, sent(0).id, [move("web", 50), move("db", 60)]),
      change(9, "b9", [move("web", 99)]),
    );

    session.undo();

    expect([x("web"), x("db")]).toEqual([99, 700]);
  });

  it("says so when nothing was left to take back", async () => {
    const { session, told, hear, sent } = await started();
    session.apply([move("web", 50)], "Move web");

    session.undo();
    hear({ type: "ack", id: sent(1).id, seq: 8, changed: false, skipped: 0 });

    expect(told).toEqual(["“Move web” was not undone: it was changed by another person."]);
    expect(session.view().redoLabel).toBeNull();
  });

  it("says so when somebody has deleted what was changed here", async () => {
    const { session, told, hear, sent } = await started();
    session.apply([move("web", 50)], "Move web");
    session.apply([move("web", 60), move("db", 60)], "Move both");

    hear({ type: "ack", id: sent(0).id, seq: 7, changed: false, skipped: 1 });
    hear({ type: "ack", id: sent(1).id, seq: 8, changed: true, skipped: 1 });

    expect(told).toEqual([
      "“Move web” was not saved: its element was deleted by another person.",
      "A part of “Move both” was not saved: its element was deleted by another person.",
    ]);
    expect(session.view().undoLabel).toBe("Move both");
  });

  it("says so when a part was left as somebody else wants it", async () => {
    const { session, told, hear, sent } = await started();
    session.apply([move("web", 50), move("db", 60)], "Move both");

    session.undo();
    hear({ type: "ack", id: sent(1).id, seq: 9, changed: true, skipped: 1 });

    expect(told).toEqual([
      "A part of “Move both” was not undone: it was changed by another person.",
    ]);
    expect(session.view().redoLabel).toBe("Move both");
  });

  it("of what was never sent calls it off here", async () => {
    const { session, said, connect, x } = await started();
    session.closed();
    session.apply([move("web", 50)], "Move web");

    session.undo();
    const off = { saving: session.view().saving, x: x("web") };
    session.redo();
    connect();

    expect(off).toEqual({ saving: { state: "reconnecting", waiting: 0 }, x: 140 });
    expect(x("web")).toBe(50);
    expect(said).toMatchObject([{ type: "batch", ops: [move("web", 50)] }]);
  });

  it("reaches batches that the server made", async () => {
    const { session, said } = await started();

    session.recordBatch("layout-1", "Arrange");
    session.undo();

    expect(said).toMatchObject([{ type: "undo", of: "layout-1" }]);
  });

  it("of a new element takes it away, of a deletion brings it back", async () => {
    const { session } = await started();
    session.apply([{ op: "set", on: "element", uid: "n", props: { kind: "queue" } }], "Add");
    session.undo();
    const uids = session.view().snapshot?.elements.map((one) => one.uid);

    session.apply([{ op: "del", on: "element", uid: "web" }], "Delete web");
    session.undo();

    expect(uids).not.toContain("n");
    expect(session.view().snapshot?.elements).toEqual(
      DRAWING.elements.map((one) => (one.uid === "web" ? { ...one, id: "web" } : one)),
    );
    expect(session.view().snapshot?.flows.map((one) => [one.uid, one.crosses, one.port])).toEqual(
      DRAWING.flows.map((one) => [one.uid, one.crosses, one.port]),
    );
    expect(session.view().snapshot?.relations).toEqual(DRAWING.relations);
  });
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

describe("marks of threats", () => {
  it("change without reading the drawing again, and outlast a reading", async () => {
    const { session, reading, hear } = await started();
    const worst = () => rowOf(session.view().snapshot?.elements ?? [], "web").worst;

    session.setThreatBadges({ elements: { web: [1, 0, 0, 0, 0] }, flows: {} });
    const marked = { worst: worst(), readings: reading.mock.calls.length };
    hear({ type: "resync", seq: 7 });
    await vi.advanceTimersByTimeAsync(50);

    expect(marked).toEqual({ worst: "critical", readings: 1 });
    expect(worst()).toBe("critical");
  });
});

describe("reading", () => {
  it("tells an error until it works", async () => {
    const { session, reading } = await started({ read: () => Promise.reject(new Error("away")) });
    const failed = session.view();

    reading.mockResolvedValue(DRAWING);
    session.reload();
    await vi.advanceTimersByTimeAsync(50);

    expect(failed).toMatchObject({ snapshot: null, error: new Error("away") });
    expect(session.view()).toMatchObject({ snapshot: DRAWING, error: null });
  });
});
