import { describe, expect, it } from "vitest";
import { fullCounts } from "@/model/graph/severity";
import { type SnapshotElement, treeOf } from "@/model/graph/snapshot";
import type { CanvasEdge } from "./canvasEdges";
import { DIM, highlighted, selectionOf } from "./highlight";

function element(
  uid: string,
  kind: SnapshotElement["kind"],
  parent: string | null,
): SnapshotElement {
  const place = { x: 0, y: 0, width: 1, height: 1 };
  return {
    id: uid,
    uid,
    kind,
    name: uid,
    parent,
    ...place,
    gone: false,
    threats: fullCounts({}),
    worst: null,
    possible: 0,
    possible_worst: null,
    trust_level: null,
  };
}

const TREE = treeOf([
  element("web", "workload", null),
  element("nginx", "container", "web"),
  element("db", "workload", null),
]);

function edge(type: "flow" | "relation", source: string, target: string): CanvasEdge {
  return {
    id: `${type}:${source}-${target}`,
    type,
    source,
    target,
    zIndex: 1,
    focusable: false,
    data: {},
  } as CanvasEdge;
}

const EDGES = [
  edge("flow", "web", "db"),
  edge("flow", "db", "db"),
  edge("relation", "nginx", "db"),
  edge("relation", "db", "db"),
];

describe("emphasis", () => {
  it("takes a workload with its containers, and a container with its workload", () => {
    expect([...selectionOf(TREE, "web")].sort()).toEqual(["nginx", "web"]);
    expect([...selectionOf(TREE, "nginx")].sort()).toEqual(["nginx", "web"]);
  });

  it("draws flows only while nothing is selected", () => {
    expect(highlighted(EDGES, null, null).map((one) => one.type)).toEqual(["flow", "flow"]);
  });

  it("shows the relations of the selection and dims the flows of others", () => {
    const lines = highlighted(EDGES, "web", selectionOf(TREE, "web"));

    expect(lines.map((one) => [one.id, one.className])).toEqual([
      ["flow:web-db", undefined],
      ["flow:db-db", DIM],
      ["relation:nginx-db", undefined],
    ]);
  });

  it("raises the selected flow", () => {
    const lines = highlighted(EDGES, "flow:web-db", null);

    expect(lines[0]).toMatchObject({ selected: true, zIndex: 3000 });
    expect(lines[1]).toMatchObject({ className: DIM });
  });
});
