import { describe, expect, it } from "vitest";
import type { DiffDrawing } from "@/api/types";
import { kindsFrom } from "@/model/graph/elementKinds";
import {
  markedFlows,
  markedNodes,
  marksOf,
  overviewMarks,
  overviewScene,
  quietLayers,
  snapshotOf,
} from "./diffCanvas";
import { buildFlowGraph } from "./flowGraph";

const place = { x: 0, y: 0, width: 180, height: 56, parent: null };
const state = { name: "now", seq: 3, at: "2026-01-01T00:00:00Z", version: null };
const drawing = {
  before: state,
  after: state,
  elements: [
    { ...place, uid: "web", kind: "workload", name: "web", mark: "changed" },
    { ...place, uid: "db", kind: "datastore", name: "db", x: 400, mark: "removed" },
    { ...place, uid: "key", kind: "secret", name: "key", x: 800, mark: "same" },
  ],
  flows: [
    {
      uid: "f",
      source: "web",
      destination: "db",
      name: "",
      protocol: "tcp",
      port: 5432,
      encrypted: null,
      mark: "removed",
    },
  ],
} as unknown as DiffDrawing;

describe("two states in one drawing", () => {
  const marks = marksOf(drawing);
  const canvas = buildFlowGraph(snapshotOf(drawing), kindsFrom([]), quietLayers(drawing));

  it("is drawn as a snapshot is, without supporting parts that are as they were", () => {
    expect(canvas.nodes.map((node) => node.id)).toEqual(["web", "db"]);
  });

  it("locks the flows that the server says are encrypted, whatever their protocol", () => {
    const locked = (encrypted: boolean | null) => {
      const [flow] = drawing.flows;
      const one = { ...flow, protocol: "https", encrypted };
      const { edges } = buildFlowGraph(
        snapshotOf({ ...drawing, flows: [one] } as DiffDrawing),
        kindsFrom([]),
        quietLayers(drawing),
      );
      return markedFlows(edges, marks)[0]?.data.encrypted;
    };

    expect([true, false, null].map(locked)).toEqual([true, false, null]);
  });

  it("shows a layer in which something differs", () => {
    const [web, db, key] = drawing.elements;
    const other = { ...drawing, elements: [web, db, { ...key, mark: "added" }] } as DiffDrawing;

    expect(quietLayers(other).has("secrets")).toBe(false);
  });

  it("marks parts by sign, not by color alone", () => {
    const [web] = markedNodes(canvas.nodes, marks);
    const [flow] = markedFlows(canvas.edges, marks);

    expect(web?.data.mark).toBe("changed");
    expect([flow?.mark, flow?.data.label]).toEqual(["removed", "− TCP:5432"]);
  });

  it("is faint from afar, but for zones and what differs", () => {
    const [web, db, key] = drawing.elements;
    const frame = { ...key, uid: "shop", kind: "namespace", mark: "same" };
    const elements = [web, { ...db, mark: "same" }, frame] as DiffDrawing["elements"];
    const same = { ...drawing, elements } as DiffDrawing;
    const { nodes, edges } = buildFlowGraph(snapshotOf(same), kindsFrom([]), new Set());
    const marked = markedNodes(nodes, marksOf(same));

    const scene = overviewScene(marked, edges, markedFlows(edges, marksOf(same)));

    const faint = scene.nodes.filter(({ className }) => className === "bh-dim");
    expect(faint.map(({ id }) => id)).toEqual(["db"]);
    expect(scene.edges).toEqual([]);
  });

  it("outlines from afar what differs, by mark, in one path each", () => {
    const marked = markedNodes(canvas.nodes, marks);

    const found = overviewMarks(marked, markedFlows(canvas.edges, marks));

    expect(found.map(({ mark }) => mark)).toEqual(["changed", "removed"]);
    expect(found[0]).toMatchObject({ zones: "", boxes: "M0 0h180v56h-180z", lines: "" });
    expect(found[1]?.boxes).toMatch(/^M400 0h/);
    // The line, then its arrowhead at the border of the store.
    expect(found[1]?.lines).toMatch(/^M.*M[\d. ]+L400 [\d.]+L[\d. ]+$/);
  });
});
