import { describe, expect, it } from "vitest";
import { editSnapshotOf, element, SHOP, snapshotOf } from "@/model/canvas/drawing.fixture";
import { holderAt } from "@/model/canvas/nodeHitTest";
import { connectTo } from "./connecting";
import { grab, movedLabel, movedOps, moveTo } from "./moving";
import { placeAt } from "./placing";
import { stretched } from "./resizing";

const { editSnapshot, nodes } = editSnapshotOf();
const FREE = { free: true, reach: 0 };
const SNAP = { free: false, reach: 6 };

describe("dragging an element", () => {
  const drag = grab(editSnapshot, nodes, [], "key", { x: 310, y: 90 });

  it("stays where it sits while the pointer is over that", () => {
    const gesture = moveTo(drag, { x: 320, y: 95 }, FREE);

    expect(gesture).toMatchObject({ dx: 10, dy: 5, target: null });
    expect(movedLabel(drag, gesture)).toBe("Move key");
  });

  it("goes into what is under the pointer", () => {
    const gesture = moveTo(drag, { x: 700, y: 500 }, FREE);

    expect(gesture.target).toEqual({ uid: "cluster", problem: null });
    expect(movedLabel(drag, gesture)).toBe("Move key into cluster");
    expect(movedOps(drag, gesture)[0]).toMatchObject({ props: { parent: "cluster" } });
  });

  it("is told why it cannot go there", () => {
    expect(moveTo(drag, { x: 50, y: 80 }, FREE).target).toEqual({
      uid: "api",
      problem: "A secret cannot sit in a workload",
    });
  });

  it("snaps to a neighbor in the same parent", () => {
    expect(moveTo(drag, { x: 310, y: 84 }, SNAP).dy).toBe(-8);
  });

  it("takes the whole selection along when it belongs to it", () => {
    const both = grab(editSnapshot, nodes, ["api", "key"], "key", { x: 310, y: 90 });

    expect(both.uids).toEqual(["api", "key"]);
    expect([...both.carried]).toEqual(["api", "api/app", "key"]);
  });
});

describe("drawing a flow", () => {
  it("ends at the innermost element, and at nothing over a frame without ends", () => {
    expect(connectTo(editSnapshot, nodes, "people", { x: 70, y: 120 }).target).toEqual({
      uid: "api/app",
      problem: null,
    });
    expect(connectTo(editSnapshot, nodes, "people", { x: 400, y: 300 }).target).toBeNull();
    expect(connectTo(editSnapshot, nodes, "people", { x: 310, y: 90 }).target?.problem).toContain(
      "secret",
    );
  });
});

describe("drawing a relation", () => {
  const deployer = element("deployer", { kind: "ci-pipeline", x: 1000, y: 300 });
  const drawing = editSnapshotOf(snapshotOf([...SHOP, deployer]));
  const to = (x: number, y: number, from = "deployer") =>
    connectTo(drawing.editSnapshot, drawing.nodes, from, { x, y }).target;

  it("ends at the header of a frame that it may lead to; the rest of it is ground", () => {
    expect(to(200, 45)).toEqual({ uid: "shop", problem: null });
    expect(to(400, 300)).toBeNull();
    expect(to(200, 45, "people")).toBeNull();
  });
});

describe("placing a new element", () => {
  it("shows what would hold it, or why that cannot", () => {
    const target = (kind: string) =>
      placeAt(editSnapshot, nodes, { kind, name: kind }, { x: 400, y: 300 }, FREE).target;

    expect(target("secret")).toEqual({ uid: "shop", problem: null });
    expect(target("cluster").problem).toBe("A cluster cannot sit in a namespace");
  });

  it("finds the nearest frame that may hold it", () => {
    expect(holderAt(editSnapshot, nodes, "secret", { x: 70, y: 120 })).toBe("shop");
    expect(holderAt(editSnapshot, nodes, "image", { x: 70, y: 120 })).toBeNull();
  });
});

describe("resizing", () => {
  it("moves the sides that are dragged, on the grid, and not past each other", () => {
    const rect = { x: 0, y: 0, width: 400, height: 300 };

    expect(stretched(rect, "bottom right", { x: 13, y: -20 }, 8)).toEqual({
      x: 0,
      y: 0,
      width: 416,
      height: 280,
    });
    expect(stretched(rect, "left", { x: 1000, y: 0 }, 8)).toMatchObject({ x: 280, width: 120 });
  });
});
