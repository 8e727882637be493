/** An attack path on the drawing: what stands out, and where its steps are drawn. No React. */
import { lineBetween } from "@/edgeRouting/edgeRouting";
import { contains, flowCurve, type Point, type Rect } from "@/geometry/geometry";
import { ancestorsOf, type Tree } from "@/model/graph/snapshot";
import type { CanvasEdge, FlowCanvasEdge } from "./canvasEdges";
import type { CanvasNode } from "./canvasNodes";
import { rectOfNode } from "./canvasNodes";
import { type Match, matchOf } from "./filterMatches";

/** The part of a step that the drawing needs; all are uids. */
export interface DrawnStep {
  source: string;
  target: string;
  /** The element or flow whose facts allow it. */
  subject: string;
  possible: boolean;
}

export interface StepMark extends Pick<DrawnStep, "possible"> {
  /** From 1. */
  number: number;
  /** The line of the step; null where it stays in its place. */
  path: string | null;
  /** Where its number is. */
  at: Point;
  /** How many numbers are at the same place before it. */
  beside: number;
}

/** Return what does not step back: the elements and flows of the path, and the frames around them. */
export function pathMatch(tree: Tree, steps: readonly DrawnStep[]): Match {
  const uids = new Set(steps.flatMap(({ source, target, subject }) => [source, target, subject]));
  const isElement = (uid: string): boolean => tree.byUid.has(uid);
  const flows = [...uids].filter((uid) => !isElement(uid));
  return matchOf(tree, [...uids].filter(isElement), flows);
}

interface Drawing {
  tree: Tree;
  drawn: ReadonlyMap<string, CanvasNode>;
  edges: readonly CanvasEdge[];
}

/** Return the uid under which an element is drawn: its own, or that of the nearest frame around it. */
export function drawnUid({ tree, drawn }: Omit<Drawing, "edges">, uid: string): string | null {
  if (drawn.has(uid)) return uid;
  return ancestorsOf(tree.byUid, uid).find((above) => drawn.has(above)) ?? null;
}

/** Return the lines and numbers of the steps; those of which nothing is drawn are left out. */
export function stepMarks(drawing: Drawing, steps: readonly DrawnStep[]): StepMark[] {
  const taken = new Map<string, number>();
  return steps.flatMap((step, index): StepMark[] => {
    const to = drawnUid(drawing, step.target);
    const target = to === null ? undefined : drawing.drawn.get(to);
    if (to === null || !target) return [];
    const from = drawnUid(drawing, step.source);
    const line = from === null || from === to ? null : lineOf(drawing, step, from, to);
    const number = { number: index + 1, possible: step.possible };
    if (line) return [{ ...number, path: line.path, at: line.middle, beside: 0 }];
    const before = taken.get(to) ?? 0;
    taken.set(to, before + 1);
    const { x, y } = rectOfNode(target);
    return [{ ...number, path: null, at: { x, y }, beside: before }];
  });
}

/** The line of the flow that allows the step, where it is drawn between these two; else a curve. */
function lineOf(
  { drawn, edges }: Drawing,
  { subject }: DrawnStep,
  from: string,
  to: string,
): { path: string; middle: Point } | null {
  const [source, target] = [rectAt(drawn, from), rectAt(drawn, to)];
  if (!source || !target) return null;
  const flow = edges.find((edge): edge is FlowCanvasEdge => isOf(edge, subject));
  // A step against the flow has a line of its own, for the arrow of the flow would point back.
  if (flow && flow.source !== to) {
    const [start, end] = [rectAt(drawn, flow.source), rectAt(drawn, flow.target)];
    if (start && end) return lineBetween(start, end, flow.data);
  }
  // From a frame to what it holds, or out of it, there is no way to draw.
  if (contains(source, target) || contains(target, source)) return null;
  return flowCurve(source, target, 0);
}

function isOf(edge: CanvasEdge, uid: string): boolean {
  return edge.type === "flow" && (edge.id === uid || edge.data.merged.includes(uid));
}

function rectAt(drawn: ReadonlyMap<string, CanvasNode>, uid: string): Rect | undefined {
  const node = drawn.get(uid);
  return node && rectOfNode(node);
}
