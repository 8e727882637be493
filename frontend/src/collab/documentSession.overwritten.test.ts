import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Op } from "@/model/graph/ops";
import { change, started } from "./documentSession.fixture";

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
