import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DRAWING } from "@/model/graph/optimisticApply.fixture";
import { change, move, started } from "./documentSession.fixture";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
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
