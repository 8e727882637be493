import { describe, expect, it } from "vitest";
import type { Op } from "@/model/graph/ops";
import { DRAWING, rowOf, TERMS } from "@/model/graph/optimisticApply.fixture";
import {
  type DocumentState,
  type Next,
  NOTHING_READ,
  viewOf,
  withAck,
  withBatch,
  withChange,
  withHead,
  without,
  withRead,
} from "./document";
import type { Change } from "./protocol";

const move = (uid: string, x: number): Op => ({ op: "set", on: "element", uid, props: { x } });

function change(seq: number, ops: Op[] | null, part: Partial<Change> = {}): Change {
  const actor = { id: "u2", name: "Ana" };
  return {
    type: "changed",
    seq,
    actor,
    batch: `b${seq}`,
    origin: "person",
    ops,
    added: {},
    ...part,
  };
}

const open = (): DocumentState => withRead(NOTHING_READ, DRAWING, TERMS).state;
const waiting = (state: DocumentState, id: string, ops: Op[]): DocumentState =>
  withBatch(state, { id, label: "Move", ops, of: null });
const xOf = (state: DocumentState, uid: string): number | null | undefined =>
  rowOf(viewOf(state, null, TERMS)?.elements ?? [], uid).x;

/** Take in the changes in this order; the need is that of the last. */
function heard(state: DocumentState, changes: Change[]): Next {
  let next: Next = { state, need: "nothing" };
  for (const one of changes) next = withChange(next.state, one, TERMS);
  return next;
}

describe("what is confirmed", () => {
  it("moves on by changes in order", () => {
    const { state, need } = heard(open(), [
      change(8, [move("web", 1)]),
      change(9, [move("web", 2)]),
    ]);

    expect(state.confirmed?.seq).toBe(9);
    expect(xOf(state, "web")).toBe(2);
    expect(need).toBe("nothing");
  });

  it("waits at a gap and asks for what is missing", () => {
    const early = heard(open(), [change(9, [move("web", 2)])]);
    const whole = heard(early.state, [change(8, [move("web", 1)])]);

    expect(early.need).toBe("since");
    expect(early.state.confirmed).toBe(open().confirmed);
    expect(whole.state.confirmed?.seq).toBe(9);
    expect(xOf(whole.state, "web")).toBe(2);
    expect(whole.need).toBe("nothing");
  });

  it("takes each change once, however often and late it comes", () => {
    const shift: Op = { op: "shift", on: "element", uid: "web", by: [10, 0] };
    const { state } = heard(open(), [change(8, [shift]), change(8, [shift]), change(7, [shift])]);

    expect(xOf(state, "web")).toBe(150);
  });

  it("holds changes that come before the document was read", () => {
    const early = heard(NOTHING_READ, [change(7, [move("web", 0)]), change(8, [move("web", 1)])]);

    const { state } = withRead(early.state, DRAWING, TERMS);

    expect(state.confirmed?.seq).toBe(8);
    expect(xOf(state, "web")).toBe(1);
  });

  it("is read again when a change is too large to be sent, and goes on from there", () => {
    const large = heard(open(), [change(8, null), change(9, [move("web", 3)])]);
    const read = { ...DRAWING, seq: 8 };

    const { state } = withRead(large.state, read, TERMS);

    expect(large.need).toBe("read");
    expect(state.confirmed?.seq).toBe(9);
    expect(xOf(state, "web")).toBe(3);
  });

  it("is not set back by a reading that was overtaken", () => {
    const { state } = heard(open(), [change(8, [move("web", 1)])]);

    expect(withRead(state, DRAWING, TERMS).state.confirmed?.seq).toBe(8);
  });

  it("learns from the heartbeat that the last change was lost", () => {
    expect(withHead(open(), 7).need).toBe("nothing");
    expect(withHead(open(), 8).need).toBe("since");
  });

  it("reads everything again rather than keep many changes ahead", () => {
    const far = Array.from({ length: 250 }, (_, place) => change(100 + place, []));

    expect(heard(open(), far.slice(0, 201)).need).toBe("read");
    expect(heard(open(), far).state.ahead.size).toBeLessThan(60);
  });

  it("is read again after a fact was taken back, whose earlier word only the server knows", () => {
    const props = { facts: { port: null } };

    const { need } = heard(open(), [change(8, [{ op: "set", on: "flow", uid: "web->db", props }])]);

    expect(need).toBe("read");
  });
});

describe("what waits", () => {
  it("shows at once, over what others do", () => {
    const mine = waiting(open(), "m1", [move("web", 50)]);

    const { state } = heard(mine, [change(8, [move("web", 1), move("db", 2)])]);

    expect(xOf(state, "web")).toBe(50);
    expect(xOf(state, "db")).toBe(2);
  });

  it("goes when the confirmed document holds it, without a moment between", () => {
    const mine = waiting(open(), "m1", [{ op: "shift", on: "element", uid: "web", by: [10, 0] }]);

    const acked = withAck(mine, "m1", 9).state;
    const before = heard(acked, [change(8, [move("db", 2)])]).state;
    const own: Op = { op: "shift", on: "element", uid: "web", by: [10, 0] };
    const held = heard(before, [change(9, [own], { batch: "m1" })]).state;

    expect([acked, before, held].map((state) => xOf(state, "web"))).toEqual([150, 150, 150]);
    expect([acked, before, held].map((state) => state.pending.length)).toEqual([1, 1, 0]);
  });

  it("goes at once when its change came before its ack", () => {
    const mine = waiting(open(), "m1", [move("web", 50)]);

    const early = heard(mine, [change(8, [move("web", 50)], { batch: "m1" })]).state;
    const late = withAck(heard(waiting(open(), "m2", []), [change(8, [])]).state, "m2", 8).state;

    expect(early.pending).toEqual([]);
    expect(late.pending).toEqual([]);
  });

  it("that changed nothing goes as soon as the document is as far", () => {
    const mine = waiting(open(), "m1", [move("web", 140)]);

    expect(withAck(mine, "m1", 7).state.pending).toEqual([]);
  });

  it("is taken away when it is refused", () => {
    const mine = waiting(waiting(open(), "m1", [move("web", 50)]), "m2", [move("db", 60)]);

    const left = without(mine, "m1");

    expect(xOf(left, "web")).toBe(140);
    expect(xOf(left, "db")).toBe(60);
  });

  it("counts once under its id", () => {
    const shift: Op = { op: "shift", on: "element", uid: "web", by: [10, 0] };

    expect(xOf(waiting(waiting(open(), "m1", [shift]), "m1", [shift]), "web")).toBe(150);
  });
});

describe("what is seen", () => {
  it("keeps the identity of what nobody touched, under changes of others and over readings", () => {
    const mine = waiting(open(), "m1", [move("web", 50)]);
    const first = viewOf(mine, null, TERMS);
    const later = heard(mine, [change(8, [move("db", 2)])]).state;
    const read = structuredClone({ ...(later.confirmed ?? DRAWING) });

    const second = viewOf(later, first, TERMS);
    const third = viewOf(withRead(later, read, TERMS).state, second, TERMS);

    for (const uid of ["actor", "cluster", "shop", "web"])
      expect(rowOf(second?.elements ?? [], uid)).toBe(rowOf(first?.elements ?? [], uid));
    expect(second?.flows).toBe(first?.flows);
    expect(third).toBe(second);
  });

  it("has the key of what was added as soon as it is known", () => {
    const add: Op = { op: "set", on: "element", uid: "n", props: { kind: "queue" } };
    const mine = waiting(open(), "m1", [add]);
    const stored = heard(withAck(mine, "m1", 8).state, [
      change(8, [add], { batch: "m1", added: { n: "uuid-1" } }),
    ]).state;

    const ids = [mine, stored].map(
      (state) => rowOf(viewOf(state, null, TERMS)?.elements ?? [], "n").id,
    );

    expect(ids).toEqual(["n", "uuid-1"]);
  });

  it("is the same for everybody in the end, whatever the order in which they hear", () => {
    const changes = [8, 9, 10, 11].map((seq) => change(seq, [move("web", seq), move("db", -seq)]));
    const orders = [
      changes,
      changes.toReversed(),
      [2, 0, 3, 1, 0].map((at) => changes[at] ?? change(0, [])),
    ];

    const ends = orders.map((order) => heard(open(), order).state.confirmed);

    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
    expect(ends[0]?.seq).toBe(11);
  });
});
