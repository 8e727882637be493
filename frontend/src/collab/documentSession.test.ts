import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DRAWING, rowOf } from "@/model/graph/optimisticApply.fixture";
import { change, move, started } from "./documentSession.fixture";

const NONE_POSSIBLE = { elements: {}, flows: {} };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
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

  it("that follow an ack, as those of one commit do, are not asked for", async () => {
    const { session, said, sent, hear, x } = await started();
    session.apply([move("web", 5)], "Move");
    const before = said.length;

    hear(
      { type: "ack", id: sent(0).id, seq: 9, changed: true, skipped: 0 },
      {
        type: "changes",
        after: 7,
        changes: [change(8, "b8", [move("db", 8)]), change(9, sent(0).id, [move("web", 5)])],
      },
    );

    expect(said.slice(before)).toEqual([]);
    expect([x("web"), x("db")]).toEqual([5, 8]);
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

describe("marks of threats", () => {
  it("change without reading the drawing again, and outlast a reading", async () => {
    const { session, reading, hear } = await started();
    const worst = () => rowOf(session.view().snapshot?.elements ?? [], "web").worst;

    session.setThreatBadges({
      elements: { web: [1, 0, 0, 0, 0] },
      flows: {},
      possible: NONE_POSSIBLE,
    });
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
