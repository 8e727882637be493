import { describe, expect, it } from "vitest";
import { editSnapshotOf, element, flow, SHOP, snapshotOf } from "./drawing.fixture";
import { additionNear, deletion, dropOps, moveIntoOps, moveOps, resizeOps } from "./editOps";

const { editSnapshot } = editSnapshotOf();

describe("moving", () => {
  it("sets the place of a single thing, and shifts what holds others", () => {
    const ops = moveOps(editSnapshot, [
      { uid: "key", dx: 8, dy: 16 },
      { uid: "api", dx: 0, dy: 8 },
    ]);

    expect(ops).toEqual([
      { op: "set", on: "element", uid: "key", props: { x: 308, y: 96 } },
      { op: "shift", on: "element", uid: "api", by: [0, 8] },
    ]);
  });

  it("lets every frame around grow that no longer holds what it should, and pushes what lies beside", () => {
    const ops = moveOps(editSnapshot, [{ uid: "key", dx: 500, dy: 0 }]);

    expect(ops.slice(1)).toEqual([
      { op: "set", on: "element", uid: "shop", props: { x: 20, y: 36, width: 984, height: 400 } },
      { op: "set", on: "element", uid: "cluster", props: { x: 0, y: 0, width: 1024, height: 600 } },
      { op: "set", on: "element", uid: "people", props: { x: 1040, y: 80 } },
    ]);
  });

  it("puts what is dropped into its new parent, which grows and not the old one", () => {
    const ops = dropOps(editSnapshot, ["key"], { dx: 460, dy: 0 }, "cluster");

    expect(ops).toEqual([
      { op: "set", on: "element", uid: "key", props: { x: 760, y: 80, parent: "cluster" } },
      { op: "set", on: "element", uid: "cluster", props: { x: 0, y: 0, width: 964, height: 600 } },
    ]);
  });

  it("takes along what is inside when it goes into another parent", () => {
    expect(dropOps(editSnapshot, ["api"], { dx: 1200, dy: 0 }, null)).toEqual([
      { op: "shift", on: "element", uid: "api", by: [1200, 0] },
      { op: "set", on: "element", uid: "api", props: { parent: null } },
    ]);
  });

  it("gives what no layout has placed its place", () => {
    const loose = element("loose", { x: null, y: null, width: null, height: null });
    const unplaced = editSnapshotOf(snapshotOf([loose], [])).editSnapshot;

    const [op] = moveOps(unplaced, [{ uid: "loose", dx: 10, dy: 10 }]);

    expect(op).toMatchObject({ props: { x: 10, y: 10, width: 180, height: 56 } });
  });

  it("finds free room when something is moved by name", () => {
    const [op] = moveIntoOps(editSnapshot, ["people"], "shop");

    expect(op).toMatchObject({ uid: "people", props: { parent: "shop" } });
    const { x, y } = (op as { props: { x: number; y: number } }).props;
    const covers = SHOP.filter(({ parent }) => parent === "shop").some(
      (one) =>
        x < (one.x ?? 0) + (one.width ?? 0) &&
        (one.x ?? 0) < x + 200 &&
        y < (one.y ?? 0) + (one.height ?? 0) &&
        (one.y ?? 0) < y + 64,
    );
    expect(covers).toBe(false);
  });
});

describe("a frame", () => {
  it("does not become smaller than what it holds", () => {
    const [op] = resizeOps(editSnapshot, "shop", { x: 20, y: 36, width: 50, height: 50 });

    expect(op).toMatchObject({ props: { x: 20, y: 36, width: 484, height: 172 } });
  });

  it("makes what holds it grow", () => {
    const ops = resizeOps(editSnapshot, "shop", { x: 20, y: 36, width: 900, height: 400 });

    expect(ops.map((op) => "uid" in op && op.uid)).toEqual(["shop", "cluster"]);
  });
});

describe("adding", () => {
  it("gives a name nobody has, a size and a place that is free", () => {
    const named = editSnapshotOf(
      snapshotOf([...SHOP, element("x", { name: "Secret" })]),
    ).editSnapshot;

    const { ops, name } = additionNear(named, "secret", "shop", { x: 392, y: 100 });

    expect(name).toBe("Secret 2");
    const [op] = ops;
    expect(op).toMatchObject({ props: { kind: "secret", parent: "shop", width: 184, height: 40 } });
    const { x, y } = (op as { props: { x: number; y: number } }).props;
    expect(Math.abs(y - 80) >= 40 || Math.abs(x - 300) >= 184).toBe(true);
  });

  it("calls a product by its name and says what it is for", () => {
    const { editSnapshot: before } = editSnapshotOf(snapshotOf(SHOP));
    const redis = { name: "Redis", kind: "workload", facts: { purpose: "cache" } };

    const { ops, name } = additionNear(before, "workload", "shop", { x: 392, y: 100 }, redis);

    expect(name).toBe("Redis");
    expect(ops[0]).toMatchObject({
      props: { kind: "workload", name: "Redis", facts: { purpose: { value: "cache" } } },
    });
  });

  it("makes an empty workload the frame of its first container", () => {
    const empty = element("web", { kind: "workload", parent: "shop", x: 40, y: 300 });
    const { editSnapshot: before } = editSnapshotOf(snapshotOf([...SHOP, empty]));

    const { ops } = additionNear(before, "container", "web", { x: 100, y: 320 });

    expect(ops[1]).toMatchObject({ uid: "web", props: { y: 300 } });
    const { height } = (ops[1] as { props: { height: number } }).props;
    expect(height).toBeGreaterThan(64);
  });
});

describe("deleting", () => {
  it("takes what is inside, innermost first, and says which flows go along", () => {
    const flows = [flow("people", "api"), flow("people", "api/app")];
    const { editSnapshot: before } = editSnapshotOf(snapshotOf(SHOP, flows));

    const gone = deletion(before, ["shop", "api"]);

    expect(gone.elements).toEqual(["shop", "api", "api/app", "key"]);
    expect(gone.ops.map((op) => "uid" in op && op.uid)).toEqual(["key", "api/app", "api", "shop"]);
    expect(gone.flows).toHaveLength(2);
  });

  it("deletes a flow alone", () => {
    expect(deletion(editSnapshot, ["people->api"]).ops).toEqual([
      { op: "del", on: "flow", uid: "people->api" },
    ]);
  });
});
