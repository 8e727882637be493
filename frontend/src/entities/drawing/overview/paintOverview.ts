/** Paints a drawing as it is seen from afar: zones, lines, workloads, and names as far as they can be read. No React. */

import { cornersBetween } from "@/edgeRouting/edgeRouting";
import { HEADER_HEIGHT } from "@/edgeRouting/zoneHeaders";
import { around, controls, type Point, type Rect, touches } from "@/geometry/geometry";
import type { CanvasEdge, FlowData } from "@/model/canvas/canvasEdges";
import type { CanvasNode } from "@/model/canvas/canvasNodes";
import { isZone, rectOfNode } from "@/model/canvas/canvasNodes";
import { DRAG_LAYER_ABOVE } from "@/model/canvas/dragLayer";
import { DIM } from "@/model/canvas/highlight";
import { workloadsAround } from "@/model/canvas/linesInsideWorkloads";
import {
  isWhole,
  NAME_HEIGHT,
  type PlacedName,
  placedNames,
  ROW,
} from "@/model/canvas/overviewRaster";
import { paintArrowhead } from "./paintArrowhead";
import type { RasterCanvas } from "./rasterCanvas";
import { truncate, wrapInTwoLines } from "./textMeasure";

export interface Scene {
  /** By what lies above what. */
  zones: readonly CanvasNode[];
  boxes: readonly CanvasNode[];
  edges: readonly CanvasEdge[];
  places: ReadonlyMap<string, Rect>;
  /** The workload that covers the lines to an element inside it. */
  covers: ReadonlyMap<string, CanvasNode>;
}

export function sceneOf(nodes: readonly CanvasNode[], edges: readonly CanvasEdge[]): Scene {
  const sorted = nodes
    .filter(({ className }) => className !== DRAG_LAYER_ABOVE)
    .toSorted((a, b) => a.zIndex - b.zIndex);
  return {
    zones: sorted.filter(isZone),
    boxes: sorted.filter((node) => !isZone(node)),
    edges: edges.toSorted((a, b) => Number(a.selected ?? 0) - Number(b.selected ?? 0)),
    places: new Map(nodes.map((node) => [node.id, rectOfNode(node)])),
    covers: workloadsAround(nodes),
  };
}

const FAINT = 0.22;

/** Paint the scene and return the names of zones that stand on it. */
export function paint(sheet: RasterCanvas, scene: Scene): PlacedName[] {
  const { context } = sheet;
  const seen = (node: CanvasNode): boolean => touches(rectOfNode(node), sheet.shot.part);
  const zones = scene.zones.filter(seen);
  for (const zone of zones) paintZone(sheet, zone);
  paintLines(sheet, scene);
  context.textBaseline = "middle";
  const names = namesOf(sheet, zones);
  const around = wholeBoxes(sheet, scene);
  for (const box of scene.boxes)
    if (seen(box) && !isWithin(box, around)) paintBox(sheet, box, around.has(box.id), names);
  paintHeads(sheet, scene);
  paintNames(sheet, names);
  return names;
}

/** Return the workloads that are one box at this zoom, under one name. */
function wholeBoxes({ shot }: RasterCanvas, { boxes }: Scene): ReadonlyMap<string, CanvasNode> {
  const frames = isWhole(shot.zoom) ? boxes.filter(({ type }) => type === "frame") : [];
  return new Map(frames.map((node) => [node.id, node]));
}

/** What is selected, or what a filter has found, is drawn in its place all the same. */
function isWithin(node: CanvasNode, around: ReadonlyMap<string, CanvasNode>): boolean {
  const holder = around.get(node.data.parent ?? "");
  return holder !== undefined && !node.selected && alphaOf(node) <= alphaOf(holder);
}

/** Return a rectangle of the canvas in whole pixels of the picture. */
function boxOn({ shot: { part, zoom }, ratio }: RasterCanvas, rect: Rect): Rect {
  const scale = zoom * ratio;
  const x = Math.round((rect.x - part.x) * scale);
  const y = Math.round((rect.y - part.y) * scale);
  const right = Math.round((rect.x + rect.width - part.x) * scale);
  const bottom = Math.round((rect.y + rect.height - part.y) * scale);
  return { x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) };
}

function paintZone(sheet: RasterCanvas, node: CanvasNode): void {
  const { context, color, ratio } = sheet;
  const { kind, role, collapsed } = node.data;
  const box = boxOn(sheet, rectOfNode(node));
  const strength = alphaOf(node);
  const tinted = kind === "network" || kind === "namespace";
  fill(sheet, box, color(role === "boundary" && !collapsed ? "bg" : "surface"), strength);
  fill(sheet, box, color(tinted ? "accent" : "text"), strength * (tinted ? 0.04 : 0.022));
  context.setLineDash(role === "boundary" ? [4 * ratio, 3 * ratio] : []);
  frame(sheet, box, color("border-strong"), strength);
  if (tinted) frame(sheet, box, color("accent"), strength * 0.42);
  context.setLineDash([]);
  if (node.selected) frame(sheet, box, color("accent"), 1, 2);
}

function alphaOf(node: { className?: string }): number {
  return node.className === DIM ? FAINT : 1;
}

function fill({ context }: RasterCanvas, box: Rect, style: string, alpha: number): void {
  context.globalAlpha = alpha;
  context.fillStyle = style;
  context.fillRect(box.x, box.y, box.width, box.height);
}

function frame(sheet: RasterCanvas, box: Rect, style: string, alpha: number, width = 1): void {
  const { context, ratio } = sheet;
  const line = Math.round(width * ratio);
  context.globalAlpha = alpha;
  context.strokeStyle = style;
  context.lineWidth = line;
  context.strokeRect(
    box.x + line / 2,
    box.y + line / 2,
    Math.max(0, box.width - line),
    Math.max(0, box.height - line),
  );
}

/** Lines are hairs, and let through what they cross; where they are many, side by side, more of it. */
const LINE_ALPHA = 0.6;
const MANY_LINES = { count: 100, alpha: 0.34 };

function paintLines(sheet: RasterCanvas, { edges, places }: Scene): void {
  const { context, color, ratio } = sheet;
  const alpha = edges.length > MANY_LINES.count ? MANY_LINES.alpha : LINE_ALPHA;
  context.lineWidth = ratio;
  for (const edge of edges) {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    if (!from || !to) continue;
    context.strokeStyle = color(toneOf(edge));
    context.globalAlpha = edge.selected ? 1 : alpha * alphaOf(edge);
    context.setLineDash(edge.type === "relation" ? [2 * ratio, 3 * ratio] : []);
    paintLine(sheet, from, to, edge.type === "flow" ? edge.data : STRAIGHT);
  }
  context.setLineDash([]);
}

/** As strong however many lines there are: the head alone tells which way a flow goes. */
const HEAD_ALPHA = 0.85;

function paintHeads(sheet: RasterCanvas, { edges, places, covers }: Scene): void {
  const { context, color } = sheet;
  for (const edge of edges) {
    const from = places.get(edge.source);
    const to = places.get(edge.target);
    if (edge.type !== "flow" || !from || !to) continue;
    if (covers.get(edge.source)?.id === edge.target) continue;
    const cover = covers.get(edge.target);
    context.fillStyle = color(toneOf(edge));
    context.globalAlpha = edge.selected ? 1 : HEAD_ALPHA * alphaOf(edge);
    paintArrowhead(sheet, [from, to], edge, cover ? rectOfNode(cover) : null);
  }
}

function toneOf(edge: CanvasEdge): string {
  if (edge.selected || edge.type === "relation") return "accent";
  const { worst } = edge.data;
  return worst === null || worst === "info" ? "text-3" : worst;
}

/** Relations are curves. */
const STRAIGHT = { shift: 0, route: null };

function paintLine(
  { context, shot, ratio }: RasterCanvas,
  from: Rect,
  to: Rect,
  { shift, route }: Pick<FlowData, "shift" | "route">,
): void {
  const { part, zoom } = shot;
  const corners = cornersBetween(from, to, route);
  const points = (corners ?? controls(from, to, shift)).map(({ x, y }) => ({
    x: (x - part.x) * zoom * ratio,
    y: (y - part.y) * zoom * ratio,
  }));
  const { width, height } = context.canvas;
  if (
    !touches(around(points.map(({ x, y }) => ({ x, y, width: 0, height: 0 }))), {
      x: 0,
      y: 0,
      width,
      height,
    })
  )
    return;
  const [start, ...rest] = points as [Point, ...Point[]];
  context.beginPath();
  context.moveTo(start.x, start.y);
  if (corners) for (const { x, y } of rest) context.lineTo(x, y);
  else {
    const [a, b, end] = rest as [Point, Point, Point];
    context.bezierCurveTo(a.x, a.y, b.x, b.y, end.x, end.y);
  }
  context.stroke();
}

/** Screen pixels: letters that can be read, and the row in which they stand. */
const LETTERS = { least: 9, most: 12, line: 1.15 };
/** Letters of names, in pixels of the canvas, where nodes are mounted at the same zoom. */
const NATURAL = 21;

function paintBox(
  sheet: RasterCanvas,
  node: CanvasNode,
  whole: boolean,
  names: readonly PlacedName[],
): void {
  const { shot, ratio, color } = sheet;
  const { worst } = node.data;
  const box = boxOn(sheet, rectOfNode(node));
  const alpha = alphaOf(node);
  const isFrame = node.type === "frame" && !whole;
  const row = Math.min(isFrame ? HEADER_HEIGHT * shot.zoom : node.height * shot.zoom, 24) * ratio;
  const named = row >= ROW.height * ratio && box.width >= ROW.width * ratio;
  const severe = worst === "critical" || worst === "high" || worst === "medium";
  const filled = severe && !isFrame && !named;
  fill(sheet, box, color(filled ? worst : "surface"), alpha);
  if (isFrame && named) fill(sheet, { ...box, height: row }, color("sunken"), alpha);
  if (Math.min(box.width, box.height) > 3 * ratio)
    frame(sheet, box, color(filled ? worst : "border-strong"), alpha);
  const free = below(names, { ...box, height: isFrame ? row : box.height }, ratio);
  if (named && free.height >= ROW.height * ratio) paintWords(sheet, node, free);
  if (node.selected) frame(sheet, box, color("accent"), 1, 2);
}

/** Return what of a row is below the names of zones that reach into it. */
function below(names: readonly PlacedName[], row: Rect, ratio: number): Rect {
  const bottoms = names
    .map(({ box }) => scaled(box, ratio))
    .filter((name) => touches(name, row))
    .map(({ y, height }) => y + height);
  const top = Math.max(row.y, ...bottoms);
  return { ...row, y: top, height: row.y + row.height - top };
}

/** The name, in two lines where it must, and a dot in the color of the worst threat. */
function paintWords(sheet: RasterCanvas, { data }: CanvasNode, row: Rect): void {
  const { context, shot, ratio, color, font } = sheet;
  const { least, most, line } = LETTERS;
  const dot = data.worst === null ? 0 : DOT * ratio;
  const size = Math.round(Math.max(least, Math.min(most, NATURAL * shot.zoom)) * ratio);
  context.font = `600 ${size}px ${font}`;
  const pad = INSET * ratio;
  const room = row.width - 2 * pad;
  const beside = dot > 0 ? 2 * dot + pad : 0;
  const pen = { context, size };
  const height = size * line;
  const lines =
    row.height >= 2 * height
      ? wrapInTwoLines(pen, data.name, room, beside)
      : [truncate(pen, data.name, room - beside).text];
  const last = row.y + row.height / 2 + ((lines.length - 1) / 2) * height;
  context.fillStyle = color("text");
  for (const [index, text] of lines.entries())
    context.fillText(text, row.x + pad, last - (lines.length - 1 - index) * height);
  if (data.worst === null) return;
  context.fillStyle = color(data.worst);
  context.beginPath();
  context.arc(row.x + row.width - pad - dot, last, dot, 0, 2 * Math.PI);
  context.fill();
}

/** Around words in a box and around names, and of the mark of the worst threat, in pixels. */
const INSET = 3;
const DOT = 3;
const PAD = 4;

function namesOf(sheet: RasterCanvas, zones: readonly CanvasNode[]): PlacedName[] {
  const { context, ratio } = sheet;
  const size = setNameFont(sheet);
  return placedNames(
    zones.map((node) => ({
      uid: node.id,
      name: node.data.name,
      box: scaled(boxOn(sheet, rectOfNode(node)), 1 / ratio),
    })),
    (name, width) => {
      const cut = truncate({ context, size }, name, width * ratio);
      return { text: cut.text, width: cut.width / ratio };
    },
  );
}

function setNameFont({ context, ratio, font }: RasterCanvas): number {
  const size = Math.round(LETTERS.most * ratio);
  context.font = `600 ${size}px ${font}`;
  return size;
}

function paintNames(sheet: RasterCanvas, names: readonly PlacedName[]): void {
  const { context, ratio, color } = sheet;
  setNameFont(sheet);
  for (const { text, box } of names) {
    const { x, y } = scaled(box, ratio);
    fill(sheet, scaled(box, ratio), color("surface"), 0.86);
    context.globalAlpha = 1;
    context.fillStyle = color("text");
    context.fillText(text, x + PAD * ratio, y + (NAME_HEIGHT / 2) * ratio);
  }
}

function scaled({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x * by, y: y * by, width: width * by, height: height * by };
}
