import { describe, expect, it } from "vitest";
import { contains, type Rect } from "@/geometry/geometry";
import { editSnapshotOf, element, flow, KINDS, SHOP, snapshotOf } from "./drawing.fixture";
import { buildFlowGraph } from "./flowGraph";
import { countInside, outermost, visibleIn } from "./visibility";

const { editSnapshot } = editSnapshotOf();
const HIDDEN = new Set<never>();

describe("a collapsed frame", () => {
  it("stands for what is inside it", () => {
    const { drawn, standIn } = visibleIn(editSnapshot.tree, HIDDEN, new Set(["shop"]));

    expect([...drawn].sort()).toEqual(["cluster", "people", "shop"]);
    expect(standIn.get("api/app")).toBe("shop");
    expect(countInside(editSnapshot.tree, "shop")).toBe(3);
  });

  it("takes the flows of what is inside, those with the same ends as one", () => {
    const flows = [flow("people", "api"), flow("people", "api/app"), flow("api", "api/app")];

    const { nodes, edges } = editSnapshotOf(snapshotOf(SHOP, flows), new Set(["shop"]));

    expect(edges).toHaveLength(1);
    expect(edges[0]).toMatchObject({
      source: "people",
      target: "shop",
      data: { label: "2 flows" },
    });
    expect(nodes.find(({ id }) => id === "shop")?.data).toMatchObject({
      collapsed: true,
      inside: 3,
    });
  });

  it("keeps a flow that is led there alone what it is", () => {
    const { edges } = editSnapshotOf(
      snapshotOf(SHOP, [flow("people", "api")]),
      new Set(["cluster"]),
    );

    expect(edges[0]).toMatchObject({ id: "people->api", target: "cluster" });
  });
});

describe("a network", () => {
  it("counts its members, which lie elsewhere", () => {
    const network = element("back", { kind: "network", x: 900, y: 300 });
    const joined = ["api", "people", "gone"].map((source) => ({
      type: "member_of" as const,
      source,
      target: "back",
    }));

    const { nodes } = editSnapshotOf({
      ...snapshotOf([...SHOP, network]),
      relations: joined.map((one) => ({ ...one, origin: "drawn" as const })),
    });

    expect(nodes.find(({ id }) => id === "back")?.data).toMatchObject({ inside: 0, members: 2 });
  });
});

describe("a hidden layer", () => {
  const services = new Set(["services"] as const);
  const known = element("known", { kind: "service", parent: "shop", x: 40, y: 300 });
  const called = element("called", { kind: "service", parent: "shop", x: 300, y: 300 });

  it("hides no Service that stands for what is behind it", () => {
    const canvas = buildFlowGraph(
      snapshotOf([...SHOP, known, called], [flow("api", "called")]),
      KINDS,
      services,
    );

    expect(canvas.placement.shown.has("known")).toBe(false);
    expect(canvas.placement.shown.has("called")).toBe(true);
    expect(canvas.edges).toMatchObject([{ source: "api", target: "called" }]);
  });
});

describe("the drawing while it is edited", () => {
  const hidden = new Set(["secrets"] as const);
  const shown = [flow("people", "api"), flow("api", "api/app")];
  const first = buildFlowGraph(snapshotOf(SHOP, shown), KINDS, hidden);

  it("keeps what is not touched the same object", () => {
    const moved = SHOP.map((one) => (one.uid === "people" ? { ...one, x: 1100 } : one));

    const next = buildFlowGraph(snapshotOf(moved, shown), KINDS, hidden, first.collapsed, first);

    const same = next.nodes.filter((node, index) => node === first.nodes[index]);
    expect(same.map(({ id }) => id)).toEqual(["cluster", "shop", "api", "api/app"]);
    // What led to it leads elsewhere now.
    expect(next.edges[0]).not.toBe(first.edges[0]);
    expect(next.edges[1]).toBe(first.edges[1]);
  });

  it("draws something new where it was put although hidden things have given way", () => {
    const inside = element("new", { parent: "shop", x: 60, y: 200 });
    const next = buildFlowGraph(
      snapshotOf([...SHOP, inside]),
      KINDS,
      hidden,
      first.collapsed,
      first,
    );
    const shop = next.placement.shifts.get("shop");

    expect(next.placement.shown.get("new")).toMatchObject({
      x: 60 + (shop?.x ?? 0),
      y: 200 + (shop?.y ?? 0),
    });
  });

  it("opens a frame anew when something new was put beyond what it shows", () => {
    const beyond = element("new", { parent: "shop", x: 300, y: 200 });
    const next = buildFlowGraph(
      snapshotOf([...SHOP, beyond]),
      KINDS,
      hidden,
      first.collapsed,
      first,
    );
    const { shown } = next.placement;

    expect(contains(first.placement.shown.get("shop") as Rect, beyond as Rect)).toBe(false);
    expect(contains(shown.get("shop") as Rect, shown.get("new") as Rect)).toBe(true);
  });
});

describe("the outermost of several", () => {
  it("leaves out what is inside another of them", () => {
    expect(outermost(editSnapshot.tree, ["api/app", "api", "key"])).toEqual(["api", "key"]);
  });
});
