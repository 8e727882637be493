/** Two states in one drawing: as the canvas draws a snapshot, with a mark for what became of each part. */

import type { DiffDrawing, DiffMark } from "../api/types";
import type { CanvasEdge, CanvasNode } from "./canvas";
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

/** Return the nodes with their marks in their data. */
export function markedNodes(
  nodes: readonly CanvasNode[],
  marks: ReadonlyMap<string, DiffMark>,
  selected: string | null,
): CanvasNode[] {
  return nodes.map((node) => ({
    ...node,
    selected: node.id === selected,
    data: { ...node.data, mark: marks.get(node.id) ?? "same" },
  }));
}

/** Return the flows with the class of their mark, and its sign in front of their label. */
export function markedEdges(
  edges: readonly CanvasEdge[],
  marks: ReadonlyMap<string, DiffMark>,
  selected: string | null,
): CanvasEdge[] {
  return edges.flatMap((edge) => {
    if (edge.type !== "flow") return [];
    const mark = marks.get(edge.id) ?? "same";
    const chosen = { ...edge, selected: edge.id === selected, className: `bh-diff-${mark}` };
    if (mark === "same") return [chosen];
    const { label, short } = edge.data;
    const sign = SIGNS[mark];
    const data = {
      ...edge.data,
      label: `${sign} ${label}`.trim(),
      short: `${sign} ${short}`.trim(),
    };
    return [{ ...chosen, data }];
  });
}
