/** Two states in one drawing: as the canvas draws a snapshot, with a mark for what became of each part. */

import type { DiffDrawing, DiffMark } from "@/api/types";
import { lineBetween } from "@/edgeRouting/edgeRouting";
import type { Rect } from "@/geometry/geometry";
import { LAYERS, type Layer, layerOf } from "@/model/graph/elementKinds";
import { fullCounts } from "@/model/graph/severity";
import type { Snapshot, SnapshotElement } from "@/model/graph/snapshot";
import { MARKS, type Mark, SIGNS } from "@/model/labels/architectureDifferences";
import { headOf } from "./arrowheads";
import type { CanvasEdge, FlowData } from "./canvasEdges";
import type { CanvasNode } from "./canvasNodes";
import { isZone, rectOfNode } from "./canvasNodes";
import { flowPoints } from "./edgeHitTest";
import { DIM } from "./highlight";

const NONE_POSSIBLE = { possible: 0, possible_worst: null };
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
      ...NONE_POSSIBLE,
      trust_level: null,
    })),
    flows: drawing.flows.map(({ mark: _, ...flow }) => ({
      ...flow,
      id: flow.uid,
      protocol: flow.protocol ?? "",
      authenticated: null,
      review: "",
      origin: "inferred", // the server has said already what the protocol says of encryption
      why: "",
      crosses: [],
      gone: false,
      threats: NO_THREATS,
      worst: null,
      ...NONE_POSSIBLE,
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

/** With more flows than this, only those that differ are drawn: the others would hide them, and take long. */
const ALL_FLOWS_UP_TO = 1_500;

/** Return the flows to draw. */
export function shownFlows(flows: readonly MarkedFlow[]): readonly MarkedFlow[] {
  return flows.length > ALL_FLOWS_UP_TO ? flows.filter(({ mark }) => mark !== "same") : flows;
}

/** Return what the picture from afar is painted of: zones as they are, faintly all that is as it was. */
export function overviewScene(
  nodes: readonly CanvasNode[],
  edges: readonly CanvasEdge[],
  flows: readonly MarkedFlow[],
): { nodes: CanvasNode[]; edges: CanvasEdge[] } {
  const shown = new Map(shownFlows(flows).map(({ id, mark }) => [id, mark]));
  return {
    nodes: nodes.map((node) =>
      node.data.mark === "same" && !isZone(node) ? { ...node, className: DIM } : node,
    ),
    edges: edges.flatMap((edge) =>
      shown.get(edge.id) === "same" ? [{ ...edge, className: DIM } as CanvasEdge] : [],
    ),
  };
}

/** What differs in one way, seen from afar: the outlines of zones and of boxes, and lines, as one path each. */
export interface OverviewMark {
  mark: Mark;
  zones: string;
  boxes: string;
  lines: string;
}

/** Return the paths of each mark: thousands of elements of the page would take long to move. */
export function overviewMarks(
  nodes: readonly CanvasNode[],
  flows: readonly MarkedFlow[],
): OverviewMark[] {
  const places = new Map(nodes.map((node) => [node.id, rectOfNode(node)]));
  return MARKS.map((mark) => ({
    mark,
    ...outlinesOf(nodes.filter(({ data }) => data.mark === mark)),
    lines: flows
      .filter((flow) => flow.mark === mark)
      .map(({ source, target, data }) => {
        const [from, to] = [places.get(source), places.get(target)];
        return from && to ? lineBetween(from, to, data).path + barbsOf(from, to, data) : "";
      })
      .join(""),
  })).filter(({ zones, boxes, lines }) => zones + boxes + lines !== "");
}

/** In pixels of the canvas: from afar some of the screen. */
const BARB = { length: 24, half: 10 };

/** Return the two strokes of an arrowhead. */
function barbsOf(from: Rect, to: Rect, data: FlowData): string {
  const head = headOf(flowPoints(from, to, data), null);
  if (!head) return "";
  const { tip, along } = head;
  const back = { x: tip.x - along.x * BARB.length, y: tip.y - along.y * BARB.length };
  const [x, y] = [along.y * BARB.half, along.x * BARB.half];
  return `M${back.x - x} ${back.y + y}L${tip.x} ${tip.y}L${back.x + x} ${back.y - y}`;
}

function outlinesOf(nodes: readonly CanvasNode[]): Pick<OverviewMark, "zones" | "boxes"> {
  const path = (some: readonly CanvasNode[]): string =>
    some.map((node) => outlineOf(rectOfNode(node))).join("");
  return { zones: path(nodes.filter(isZone)), boxes: path(nodes.filter((node) => !isZone(node))) };
}

function outlineOf({ x, y, width, height }: Rect): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}
