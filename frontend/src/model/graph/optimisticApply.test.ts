import { describe, expect, it } from "vitest";
import type { Op } from "./ops";
import { applyOps } from "./optimisticApply";
import { DRAWING, rowOf, TERMS } from "./optimisticApply.fixture";
import type { Snapshot } from "./snapshot";

const drawing = (ops: Op[], ids: Record<string, string> = {}): Snapshot =>
  applyOps(DRAWING, ops, TERMS, ids).snapshot;
const uids = (rows: readonly { uid: string }[]): string[] => rows.map((row) => row.uid);

describe("setting an element", () => {
  it("changes what is named, and nothing else keeps a new identity", () => {
    const moved = drawing([{ op: "set", on: "element", uid: "web", props: { x: 5, name: "Web" } }]);

    expect(rowOf(moved.elements, "web")).toEqual({
      ...rowOf(DRAWING.elements, "web"),
      x: 5,
      name: "Web",
    });
    expect(moved.elements.filter((one, place) => one !== DRAWING.elements[place])).toHaveLength(1);
    expect(moved.flows).toBe(DRAWING.flows);
    expect(moved.relations).toBe(DRAWING.relations);
  });

  it("to what it is already is no change at all", () => {
    expect(drawing([{ op: "set", on: "element", uid: "web", props: { x: 140 } }])).toBe(DRAWING);
  });

  it("that is not there adds it only with a kind: a deletion wins over a change", () => {
    const changed = drawing([{ op: "set", on: "element", uid: "lost", props: { x: 1 } }]);
    const added = drawing([{ op: "set", on: "element", uid: "n", props: { kind: "queue", x: 1 } }]);

    expect(changed).toBe(DRAWING);
    expect(rowOf(added.elements, "n")).toMatchObject({ id: "n", name: "n", x: 1, y: null });
    expect(rowOf(added.elements, "n").threats.critical).toBe(0);
  });

  it("gives it the key that the server made, in its place by uid", () => {
    const set: Op = { op: "set", on: "element", uid: "mail", props: { kind: "queue", name: "" } };

    const added = drawing([set], { mail: "uuid-1" });

    expect(rowOf(added.elements, "mail")).toMatchObject({ id: "uuid-1", name: "mail" });
    expect(uids(added.elements)).toEqual(["actor", "cluster", "db", "mail", "shop", "web"]);
  });

  it("of a kind that is never drawn shows nothing", () => {
    const set: Op = { op: "set", on: "element", uid: "d", props: { kind: "data-set" } };

    expect(drawing([set])).toBe(DRAWING);
  });

  it("into another parent changes what its flows cross, as the server works it out", () => {
    const out = drawing([{ op: "set", on: "element", uid: "web", props: { parent: null } }]);

    expect(rowOf(out.flows, "actor->web").crosses).toEqual([]);
    expect(rowOf(out.flows, "web->db").crosses).toEqual(["cluster"]);
  });

  it("around others changes what theirs cross; flows whose boundaries stay keep their identity", () => {
    const flat = drawing([{ op: "set", on: "element", uid: "shop", props: { parent: null } }]);

    expect(rowOf(flat.flows, "actor->web").crosses).toEqual(["shop"]);
    expect(rowOf(flat.flows, "web->db").crosses).toEqual(["shop", "cluster"]);
  });
});

describe("deleting an element", () => {
  it("lifts what it held and takes its flows and relations along", () => {
    const left = drawing([{ op: "del", on: "element", uid: "shop" }]);
    const bare = drawing([{ op: "del", on: "element", uid: "web" }]);

    expect(rowOf(left.elements, "web").parent).toBe("cluster");
    expect(rowOf(left.flows, "actor->web").crosses).toEqual(["cluster"]);
    expect(bare.flows).toEqual([]);
    expect(bare.relations).toEqual([]);
  });

  it("that is not there changes nothing", () => {
    expect(drawing([{ op: "del", on: "element", uid: "lost" }])).toBe(DRAWING);
  });
});

describe("setting a flow", () => {
  it("adds one that is drawn, with what it crosses", () => {
    const props = { source: "db", destination: "web" };
    const added = drawing([{ op: "set", on: "flow", uid: "back", props }], { back: "uuid-2" });

    expect(rowOf(added.flows, "back")).toMatchObject({
      ...{ id: "uuid-2", origin: "drawn", crosses: ["shop"], protocol: "", port: null },
      ...{ encrypted: null, authenticated: null, review: "" },
    });
  });

  it("needs both ends, and both to be there", () => {
    const half: Op = { op: "set", on: "flow", uid: "f", props: { source: "db" } };
    const astray: Op = {
      ...{ op: "set", on: "flow", uid: "f" },
      props: { source: "db", destination: "lost" },
    };

    expect(drawing([half])).toBe(DRAWING);
    expect(drawing([astray])).toBe(DRAWING);
  });

  it("shows the facts that are drawn", () => {
    const facts = { encrypted: { value: true }, port: { value: 6432 }, owner: { value: "Ana" } };
    const told = drawing([{ op: "set", on: "flow", uid: "web->db", props: { facts } }]);

    expect(rowOf(told.flows, "web->db")).toEqual({
      ...rowOf(DRAWING.flows, "web->db"),
      encrypted: true,
      port: 6432,
    });
  });

  it("whose fact is taken back has to be read again: a file may say another", () => {
    const props = { facts: { port: null } };
    const back = applyOps(DRAWING, [{ op: "set", on: "flow", uid: "web->db", props }], TERMS);

    expect(rowOf(back.snapshot.flows, "web->db").port).toBeNull();
    expect(back.uncertain).toBe(true);
  });

  it("to another end changes what it crosses", () => {
    const props = { destination: "actor" };
    const turned = drawing([{ op: "set", on: "flow", uid: "web->db", props }]);

    expect(rowOf(turned.flows, "web->db").crosses).toEqual(["shop", "cluster"]);
  });
});

describe("relations", () => {
  const runs = { on: "relation", type: "runs_on", source: "db", target: "cluster" } as const;

  it("are added once and deleted", () => {
    const once = drawing([
      { op: "set", ...runs },
      { op: "set", ...runs },
    ]);
    const none = applyOps(once, [{ op: "del", ...runs }], TERMS).snapshot;

    expect(once.relations).toHaveLength(2);
    expect(none).toEqual(DRAWING);
  });
});

describe("a shift", () => {
  it("moves the element and everything inside it", () => {
    const moved = drawing([{ op: "shift", on: "element", uid: "shop", by: [10, -5] }]);

    expect(rowOf(moved.elements, "shop")).toMatchObject({ x: 130, y: 35 });
    expect(rowOf(moved.elements, "web")).toMatchObject({ x: 150, y: 55 });
    expect(rowOf(moved.elements, "db")).toBe(rowOf(DRAWING.elements, "db"));
    expect(moved.flows).toBe(DRAWING.flows);
  });

  it("of what is gone is nothing", () => {
    expect(drawing([{ op: "shift", on: "element", uid: "lost", by: [1, 1] }])).toBe(DRAWING);
  });
});

describe("several operations", () => {
  it("see what those before them did", () => {
    const drawn = drawing([
      { op: "set", on: "element", uid: "b", props: { kind: "namespace", parent: "cluster" } },
      { op: "set", on: "element", uid: "c", props: { kind: "container", parent: "b" } },
      { op: "set", on: "flow", uid: "f", props: { source: "c", destination: "web" } },
      { op: "del", on: "element", uid: "b" },
    ]);

    expect(rowOf(drawn.elements, "c").parent).toBe("cluster");
    expect(rowOf(drawn.flows, "f").crosses).toEqual(["shop"]);
  });

  it("shows how far somebody trusts a zone, and asks when the word is taken back", () => {
    const say = (fact: { value: unknown } | null) =>
      applyOps(
        DRAWING,
        [{ op: "set", on: "element", uid: "shop", props: { facts: { trust_level: fact } } }],
        TERMS,
      );

    const said = say({ value: "untrusted" });
    expect(rowOf(said.snapshot.elements, "shop").trust_level).toBe("untrusted");
    expect(said.uncertain).toBe(false);
    expect(say(null).uncertain).toBe(true);
  });
});
