import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { clearOutboxes, MAX_PENDING, openOutbox, type PendingBatch, pendingCount } from "./outbox";

const batch = (id: string): PendingBatch => ({ id, label: `Step ${id}`, of: null, ops: [] });
const idsOf = async (user: string, model: string): Promise<string[]> =>
  (await openOutbox(user, model).load()).map((one) => one.id);

beforeEach(() => clearOutboxes());

describe("the outbox", () => {
  it("gives back what waits in its order, also to a page that is opened later", async () => {
    const outbox = openOutbox("ana", "m1");
    for (const id of ["c", "a", "b"]) await outbox.keep(batch(id));

    await outbox.drop("a");

    expect(await openOutbox("ana", "m1").load()).toEqual([batch("c"), batch("b")]);
  });

  it("keeps people and models apart", async () => {
    await openOutbox("ana", "m1").keep(batch("a"));
    await openOutbox("ana", "m2").keep(batch("b"));
    await openOutbox("ben", "m1").keep(batch("c"));

    await openOutbox("ana", "m2").clear();

    expect(await idsOf("ana", "m1")).toEqual(["a"]);
    expect(await idsOf("ana", "m2")).toEqual([]);
    expect(await idsOf("ben", "m1")).toEqual(["c"]);
  });

  it("lets any page of the person drop what another kept", async () => {
    await openOutbox("ana", "m1").keep(batch("a"));
    const other = openOutbox("ana", "m1");
    await other.load();

    await other.drop("a");

    expect(await idsOf("ana", "m1")).toEqual([]);
  });

  it("is bounded, and says so", async () => {
    const outbox = openOutbox("ana", "m1");
    for (let number = 0; number < MAX_PENDING; number += 1) await outbox.keep(batch(`b${number}`));

    const kept = await outbox.keep(batch("more"));

    expect(kept).toBe(false);
    expect(await idsOf("ana", "m1")).toHaveLength(MAX_PENDING);
  });

  it("is empty for everybody after somebody signed out", async () => {
    await openOutbox("ana", "m1").keep(batch("a"));
    await openOutbox("ana", "m2").keep(batch("b"));
    const waiting = await pendingCount();

    await clearOutboxes();

    expect(waiting).toBe(2);
    expect(await pendingCount()).toBe(0);
    expect(await idsOf("ana", "m1")).toEqual([]);
  });

  it("says so where the browser keeps nothing", async () => {
    vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(() => {
      throw new Error("no room");
    });
    const outbox = openOutbox("ana", "m1");

    expect(await outbox.keep(batch("a"))).toBe(false);
    expect(await outbox.load()).toEqual([]);
    vi.restoreAllMocks();
  });
});
