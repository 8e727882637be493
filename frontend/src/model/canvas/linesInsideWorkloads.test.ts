import { describe, expect, it } from "vitest";
import type { CanvasNode } from "./canvasNodes";
import { ledIntoWorkloads } from "./linesInsideWorkloads";

function node(id: string, parent: string | null, kind = "workload", collapsed = false): CanvasNode {
  const type = kind === "container" ? "card" : "frame";
  return { id, type, data: { kind, parent, collapsed } } as unknown as CanvasNode;
}

const NODES = [
  node("shop", null, "namespace"),
  node("web", "shop"),
  node("server", "web", "container"),
  node("side", "web", "container"),
  node("db", "shop"),
  node("postgres", "db", "container"),
  node("closed", "shop", "workload", true),
  node("actor", null, "actor"),
];

const within = (source: string, target: string) =>
  ledIntoWorkloads(NODES, [{ source, target }]).map(({ workload }) => workload.id);

describe("lines that lead into workloads", () => {
  it("are drawn again in the workload of each end", () => {
    expect(within("server", "postgres")).toEqual(["web", "db"]);
    expect(within("actor", "postgres")).toEqual(["db"]);
  });

  it("are drawn once in a workload that holds both ends", () => {
    expect(within("server", "side")).toEqual(["web"]);
    expect(within("server", "web")).toEqual(["web"]);
  });

  it("are not drawn in one at whose border they end", () => {
    expect(within("actor", "web")).toEqual([]);
    expect(within("actor", "closed")).toEqual([]);
  });
});
