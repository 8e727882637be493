/** How a drawing is drawn as one picture when it is seen from afar: which part of it, when anew, and with which names. */

import { HEADER_HEIGHT } from "@/edgeRouting/zoneHeaders";
import { contains, type Rect, type Size, type Transform } from "@/geometry/geometry";

/** What a picture shows: a part of the canvas, at so many pixels of the screen for one of the canvas. */
export interface RasterArea {
  part: Rect;
  zoom: number;
}

/** How far a picture reaches beyond the window, in windows, so that the view can move on it. */
const BEYOND = 0.35;
/** A larger picture would take more memory than it is worth. */
const MOST_PIXELS = 8_000_000;
const LEAST_BEYOND = 0.1;
/** A picture is shown larger or smaller by so much while the zoom changes. */
const STRETCH = 1.25;

/** Return what to draw for this view: the window with some room around it, as far as there is anything to see. */
export function rasterAreaOf(
  view: Transform,
  window: Size,
  bounds: Rect,
  ratio: number,
): RasterArea {
  const [x, y, zoom] = view;
  const pixels = window.width * window.height * ratio ** 2 * (1 + 2 * BEYOND) ** 2;
  const beyond = pixels > MOST_PIXELS ? LEAST_BEYOND : BEYOND;
  // Whole pixels of the screen, so that the picture is sharp.
  const left = spanOf(x, zoom, window.width, beyond, [bounds.x, bounds.width]);
  const top = spanOf(y, zoom, window.height, beyond, [bounds.y, bounds.height]);
  return { part: { x: left[0], y: top[0], width: left[1], height: top[1] }, zoom };
}

type Span = readonly [start: number, length: number];

function spanOf(offset: number, zoom: number, room: number, beyond: number, all: Span): Span {
  const start = Math.max(Math.floor(-room * beyond), Math.floor(all[0] * zoom + offset) - EDGE);
  const end = Math.min(
    Math.ceil(room * (1 + beyond)),
    Math.ceil((all[0] + all[1]) * zoom + offset) + EDGE,
  );
  return [(start - offset) / zoom, Math.max(1, end - start) / zoom];
}

/** Pixels around the drawing for its borders. */
const EDGE = 8;

/** Return whether a picture no longer does for this view. */
export function isStale(shot: RasterArea, view: Transform, window: Size, bounds: Rect): boolean {
  const [, , zoom] = view;
  if (Math.max(zoom / shot.zoom, shot.zoom / zoom) > STRETCH) return true;
  return !contains(shot.part, inSight(view, window, bounds));
}

/** Return what of the drawing is in the window. */
function inSight([x, y, zoom]: Transform, { width, height }: Size, bounds: Rect): Rect {
  const left = Math.max(-x / zoom, bounds.x);
  const top = Math.max(-y / zoom, bounds.y);
  const right = Math.min((width - x) / zoom, bounds.x + bounds.width);
  const bottom = Math.min((height - y) / zoom, bounds.y + bounds.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The least row of a picture in which a name can be read, in pixels. */
export const ROW = { width: 40, height: 9 } as const;

/** Return whether the names in the headers of workloads cannot be read: then each is one box under its name. */
export function isWhole(zoom: number): boolean {
  return HEADER_HEIGHT * zoom < ROW.height;
}

export interface Zone {
  uid: string;
  name: string;
  /** On the picture, in pixels. */
  box: Rect;
}

export interface PlacedName {
  uid: string;
  text: string;
  box: Rect;
}

/** A name of a zone where it stands on the canvas. */
export interface Named {
  uid: string;
  rect: Rect;
}

export function onCanvas({ uid, box }: PlacedName, { part, zoom }: RasterArea): Named {
  const { x, y, width, height } = box;
  const rect = {
    x: part.x + x / zoom,
    y: part.y + y / zoom,
    width: width / zoom,
    height: height / zoom,
  };
  return { uid, rect };
}

export const NAME_HEIGHT = 16;
const NAME_PADDING = 4;
const NAME_MOST = 240;
/** A name of which less is left says nothing. */
const NAME_LEAST = 34;

/**
 * Return where the names of zones stand: at the top of each as long as there is room, never one over another.
 *
 * Outer zones come first; `cut` cuts a name to a width and measures what is left.
 */
export function placedNames(
  zones: readonly Zone[],
  cut: (name: string, width: number) => { text: string; width: number },
): PlacedName[] {
  const placed: PlacedName[] = [];
  for (const { uid, name, box } of zones) {
    const room = Math.min(box.width, NAME_MOST) - 2 * NAME_PADDING;
    if (room < NAME_LEAST || box.height < NAME_HEIGHT) continue;
    const { text, width } = cut(name, room);
    const size = { width: width + 2 * NAME_PADDING, height: NAME_HEIGHT };
    const at = freeSpot(box, size, placed);
    if (text !== "" && at) placed.push({ uid, text, box: { ...at, ...size } });
  }
  return placed;
}

/** Return the corner of the zone, else the place behind or below the name that stands there, else null. */
function freeSpot(zone: Rect, size: Size, placed: readonly PlacedName[]): Rect | null {
  const corner = { x: zone.x, y: zone.y, ...size };
  const blocker = placed.find(({ box }) => overlaps(box, corner));
  if (!blocker) return corner;
  const spots = [
    { ...corner, x: blocker.box.x + blocker.box.width + 1 },
    { ...corner, y: blocker.box.y + blocker.box.height + 1 },
  ];
  const isFree = (spot: Rect): boolean =>
    contains(zone, spot) && !placed.some(({ box }) => overlaps(box, spot));
  return spots.find(isFree) ?? null;
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
