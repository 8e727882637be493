import { describe, expect, it } from "vitest";
import { kindsFrom } from "@/model/graph/elementKinds";
import { fullCounts } from "@/model/graph/severity";
import type { Snapshot, SnapshotFlow } from "@/model/graph/snapshot";
import * as rows from "@/model/graph/snapshot.fixture";
import { flowDescription, protocolPort } from "./canvasEdges";
import { buildFlowGraph } from "./flowGraph";

const { element } = rows;

const KINDS = kindsFrom([
  { id: "cluster", label: "Cluster", dfd: [], boundary: true },
  { id: "workload", label: "Workload", dfd: ["process"] },
  { id: "container", label: "Container", dfd: ["process"] },
  { id: "secret", label: "Secret", dfd: ["credential"] },
]);

function flow(source: string, destination: string, part: Partial<SnapshotFlow> = {}): SnapshotFlow {
  const uid = `flow:${source}->${destination}:${part.port ?? ""}`;
  return rows.flow(source, destination, { id: uid, uid, protocol: "tcp", ...part });
}

// The child stands before its parent on purpose.
const SNAPSHOT: Snapshot = {
  seq: 1,
  elements: [
    element("api/app", { parent: "api", x: 130, y: 260, threats: fullCounts({ critical: 2 }) }),
    element("cluster", {
      kind: "cluster",
      x: 10,
      y: 20,
      width: 900,
      height: 600,
      threats: fullCounts({ low: 1 }),
    }),
    element("api", {
      kind: "workload",
      parent: "cluster",
      x: 110,
      y: 220,
      width: 200,
      height: 120,
    }),
    element("key", { kind: "secret", parent: "cluster", x: 500, y: 500 }),
    element("old", { gone: true }),
  ],
  flows: [
    flow("cluster", "api"),
    flow("api", "cluster"),
    flow("api", "old"),
    flow("api", "key", { port: 1 }),
  ],
  relations: [{ type: "reads_secret", source: "api/app", target: "key" }],
};

describe("buildCanvas", () => {
  it("puts parents before children", () => {
    const { nodes } = buildFlowGraph(SNAPSHOT, KINDS, new Set());

    expect(nodes.map((node) => node.id)).toEqual(["cluster", "api", "api/app", "key"]);
    expect(nodes[1]).toMatchObject({ position: { x: 110, y: 220 }, type: "frame" });
    expect(nodes[2]).toMatchObject({ position: { x: 130, y: 260 }, type: "card" });
    expect(nodes.map((node) => node.data.parent)).toEqual([null, "cluster", "api", "cluster"]);
  });

  it("stacks boundaries below flows, flows below workloads, and these below cards", () => {
    const { nodes, edges } = buildFlowGraph(SNAPSHOT, KINDS, new Set());
    const z = (id: string) => nodes.find((node) => node.id === id)?.zIndex ?? 0;

    expect(z("cluster")).toBeLessThan(z("api"));
    expect(z("cluster")).toBeLessThan(edges[0]?.zIndex ?? 0);
    expect(edges[0]?.zIndex).toBeLessThan(z("api"));
    expect(z("api")).toBeLessThan(z("api/app"));
  });

  it("counts on containers the image that they run, and once on what holds them", () => {
    const vulnerable = fullCounts({ critical: 1 });
    const elements = [
      element("host", { kind: "cluster" }),
      element("a", { parent: "host" }),
      element("b", { parent: "host", threats: fullCounts({ low: 1 }) }),
      element("img", { kind: "secret", threats: vulnerable, worst: "critical" }),
    ];
    const relations = ["a", "b"].map((source) => ({
      type: "uses_image" as const,
      source,
      target: "img",
    }));

    const { nodes } = buildFlowGraph({ seq: 1, elements, flows: [], relations }, KINDS, new Set());

    const counts = Object.fromEntries(nodes.map((node) => [node.id, node.data.counts]));
    expect(counts).toMatchObject({
      a: { critical: 1, low: 0 },
      b: { critical: 1, low: 1 },
      host: { critical: 1, low: 1 },
    });
  });

  it("counts on a frame what is inside it", () => {
    const { nodes } = buildFlowGraph(SNAPSHOT, KINDS, new Set());

    expect(nodes[0]?.data).toMatchObject({ worst: "critical", counts: { critical: 2, low: 1 } });
  });

  it("leaves out what is gone, what is hidden, and the lines that led there", () => {
    const { nodes, edges } = buildFlowGraph(SNAPSHOT, KINDS, new Set(["secrets"]));

    expect(nodes.map((node) => node.id)).toEqual(["cluster", "api", "api/app"]);
    expect(edges.map((edge) => edge.target).sort()).toEqual(["api", "cluster"]);
  });

  it("keeps parallel flows apart", () => {
    const { edges } = buildFlowGraph(SNAPSHOT, KINDS, new Set());
    const pair = edges.filter((edge) => edge.type === "flow" && edge.target !== "key");

    expect(pair).toHaveLength(2);
    expect(pair[0]?.data).not.toMatchObject({ shift: 0 });
  });

  it("places elements no layout has placed below the rest", () => {
    const unplaced = element("new", { x: null, y: null, width: null, height: null });
    const { nodes } = buildFlowGraph(
      { ...SNAPSHOT, elements: [...SNAPSHOT.elements, unplaced] },
      KINDS,
      new Set(),
    );
    const node = nodes.find((one) => one.id === "new");

    expect(node?.position.y).toBeGreaterThan(620);
    expect(node?.width).toBeGreaterThan(0);
  });

  it("gives long protocols a short label", () => {
    const flows = [
      flow("api", "key", { protocol: "postgresql", port: 5432 }),
      flow("key", "api", { protocol: "http", port: 80 }),
    ];
    const { edges } = buildFlowGraph({ ...SNAPSHOT, flows }, KINDS, new Set());
    const labels = edges.flatMap((edge) =>
      edge.type === "flow" ? [[edge.data.label, edge.data.short]] : [],
    );

    expect(labels).toEqual([
      ["POSTGRESQL:5432", ":5432"],
      ["HTTP:80", "HTTP:80"],
    ]);
  });

  it("locks what the protocol of a drawn flow says is encrypted", () => {
    const locked = (...flows: SnapshotFlow[]) =>
      buildFlowGraph({ ...SNAPSHOT, flows }, KINDS, new Set()).edges.map((edge) =>
        edge.type === "flow" ? edge.data.encrypted : undefined,
      );
    const drawn = (part: Partial<SnapshotFlow>) => flow("api", "key", { origin: "drawn", ...part });

    expect(locked(drawn({ protocol: "https" }))).toContain(true);
    expect(locked(drawn({ protocol: "http" }))).toContain(false);
    expect(locked(drawn({ protocol: "https", encrypted: false }))).toContain(false);
    expect(locked(drawn({}))).toContain(null);
  });

  it("says of merged flows what holds of all of them", () => {
    const merged = (...protocols: string[]) => {
      const flows = protocols.map((protocol, port) =>
        flow("api/app", "key", { origin: "drawn", protocol, port }),
      );
      const collapsed = new Set(["api"]);
      const { edges } = buildFlowGraph({ ...SNAPSHOT, flows }, KINDS, new Set(), collapsed);
      return edges.map((edge) => (edge.type === "flow" ? edge.data.encrypted : undefined));
    };

    expect(merged("https", "amqps")).toContain(true);
    expect(merged("http", "ws")).toContain(false);
    expect(merged("https", "http")).toContain(null);
  });

  it("survives a missing parent and a cycle", () => {
    const elements = [
      element("a", { parent: "b" }),
      element("b", { parent: "a" }),
      element("c", { parent: "nowhere" }),
    ];
    const { nodes } = buildFlowGraph(
      { seq: 1, elements, flows: [], relations: [] },
      KINDS,
      new Set(),
    );

    expect(nodes.map((node) => node.id).sort()).toEqual(["a", "b", "c"]);
  });
});

describe("protocolPort", () => {
  it("says what is known", () => {
    expect(protocolPort({ protocol: "tcp", port: 5432 })).toBe("TCP:5432");
    expect(protocolPort({ protocol: "https", port: null })).toBe("HTTPS");
    expect(protocolPort({ protocol: "", port: 80 })).toBe(":80");
    expect(protocolPort({ protocol: "", port: null })).toBe("");
  });
});

describe("flowDescription", () => {
  it("adds what is known", () => {
    const https = { protocol: "https", port: 443 };
    expect(flowDescription("Flow to db", https, true)).toBe("Flow to db HTTPS:443, encrypted");
    expect(flowDescription("Flow to db", https, false)).toBe("Flow to db HTTPS:443, not encrypted");
    expect(flowDescription("Flow to db", { protocol: "", port: null }, null)).toBe("Flow to db");
  });
});

describe("what lies above what", () => {
  const FLOWS_Z = 500;
  const stackOf = (collapsed: string[]) => {
    const { nodes } = buildFlowGraph(SNAPSHOT, KINDS, new Set(), new Set(collapsed));
    return nodes.find(({ id }) => id === "cluster")?.zIndex ?? 0;
  };

  it("leaves flows above an open zone, and below one that is collapsed to its name", () => {
    expect(stackOf([])).toBeLessThan(FLOWS_Z);
    expect(stackOf(["cluster"])).toBeGreaterThan(FLOWS_Z);
  });
});
