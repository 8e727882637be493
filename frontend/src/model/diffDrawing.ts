/** Two states in one drawing: as the canvas draws a snapshot, with a mark for what became of each part. */

import type { DiffDrawing, DiffMark } from "../api/types";
import type { CanvasEdge, CanvasNode, FlowData } from "./canvas";
import { SIGNS } from "./differences";
import { LAYERS, type Layer, layerOf } from "./kinds";
import { fullCounts } from "./severity";
import type { Snapshot, SnapshotElement } from "./snapshot";

const NO_THREATS = fullCounts({});

/** Return the drawing in the shape of a snapshot. What is compared has no rows: uids stand for their ids. */
export function snapshotOf(drawing: DiffDrawing): Snapshot {
  return {
    seq: drawing.after.seq,
    elements: drawing.elements.map(({ mark: _, ...element }) => ({
      ...element,
      id: element.uid,
      kind: element.kind as SnapshotElement["kind"],
      gone: false,
      threats: NO_THREATS,
      worst: null,
      trust_level: null,
    })),
    flows: drawing.flows.map(({ mark: _, ...flow }) => ({
      ...flow,
      id: flow.uid,
      protocol: flow.protocol ?? "",
      authenticated: null,
      review: "",
      origin: "declared",
      why: "",
      crosses: [],
      gone: false,
      threats: NO_THREATS,
      worst: null,
    })),
    relations: [],
  };
}

/** Return the mark of every part by uid. */
export function marksOf(drawing: DiffDrawing): ReadonlyMap<string, DiffMark> {
  return new Map([...drawing.elements, ...drawing.flows].map(({ uid, mark }) => [uid, mark]));
}

/** Return the layers to leave out: those of supporting parts, unless something in them differs. */
export function quietLayers(drawing: DiffDrawing): ReadonlySet<Layer> {
  const marked = drawing.elements.filter(({ mark }) => mark !== "same");
  const shown = new Set(marked.map(({ kind }) => layerOf(kind)));
  return new Set(LAYERS.map(({ id }) => id).filter((layer) => !shown.has(layer)));
}

/** Return the nodes with their marks in their data. Nothing is collapsed here: frames do not say what is inside. */
export function markedNodes(
  nodes: readonly CanvasNode[],
  marks: ReadonlyMap<string, DiffMark>,
): CanvasNode[] {
  return nodes.map((node) => ({
    ...node,
    data: { ...node.data, inside: 0, mark: marks.get(node.id) ?? "same" },
  }));
}

/** A flow of either state with what became of it. */
export interface MarkedFlow {
  id: string;
  source: string;
  target: string;
  mark: DiffMark;
  data: FlowData;
}

/** Return the flows with their marks, and the sign of each in front of its label. */
export function markedFlows(
  edges: readonly CanvasEdge[],
  marks: ReadonlyMap<string, DiffMark>,
): MarkedFlow[] {
  return edges.flatMap(({ id, source, target, ...edge }) => {
    if (edge.type !== "flow") return [];
    const mark = marks.get(id) ?? "same";
    const { data } = edge;
    const label = mark === "same" ? data.label : `${SIGNS[mark]} ${data.label}`.trim();
    return [{ id, source, target, mark, data: { ...data, label } }];
  });
}
