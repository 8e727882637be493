/** What each part of a line wants, and the room that it may be moved in. */
import { contains, type Point, type Rect } from "@/geometry/geometry";
import { along, type Part, runOf, trackOf } from "./crossings";
import type { RoutedLine } from "./routedLine";
import type { SegmentConstraint } from "./segmentOrdering";
import { CLEAR, CORNER } from "./segmentsAndClearance";
import { MIN_SEPARATION } from "./separation";
import { type SideUsage, sideKey } from "./sideUsage";

export interface Obstacles {
  /** Borders of zones: no line should run along them. */
  edges: readonly Rect[];
  /** What stands in their headers: no line should run over it. */
  words: readonly Rect[];
  /** How many lines turn with this one where it starts; negative: where it ends. */
  lean: number;
}

/** A bundle turns close to the box where it meets: so there is room for labels where its lines run apart. */
const BUNDLE = 3;

export function bundleBias({ points, from, to }: RoutedLine, meeting: SideUsage): number {
  const starting = meeting.get(sideKey(from, points[0] as Point)) ?? 1;
  const ending = meeting.get(sideKey(to, points.at(-1) as Point)) ?? 1;
  if (Math.max(starting, ending) < BUNDLE) return 0;
  return starting >= ending ? starting : -ending;
}

export function segmentConstraints(
  line: RoutedLine,
  number: number,
  track: "x" | "y",
  floor: Obstacles,
): SegmentConstraint[] {
  const { points } = line;
  const slots: SegmentConstraint[] = [];
  for (let index = 0; index + 1 < points.length; index += 1) {
    const a = points[index] as Point;
    const b = points[index + 1] as Point;
    if (a[track] !== b[track] || (a.x === b.x && a.y === b.y)) continue;
    slots.push(slotOf(line, { line: number, index, points, track }, floor));
  }
  return slots;
}

function slotOf(
  line: RoutedLine,
  part: Part,
  { edges, words, lean }: Obstacles,
): SegmentConstraint {
  const last = line.points.length - 2;
  const [isFirst, isLast] = [part.index === 0, part.index === last];
  const room: Room = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  channel(part, room, line.boxes, NEAR);
  channel(part, room, words, 0);
  if (room.high - room.low > NARROW) {
    room.low += CLEAR - NEAR;
    room.high -= CLEAR - NEAR;
  }
  if (!isFirst) channel(part, room, [line.from], CLEAR);
  if (!isLast) channel(part, room, [line.to], CLEAR);
  if (isFirst) narrow(room, side(line.from, part));
  if (isLast) narrow(room, side(line.to, part));
  for (const zone of edges)
    if (contains(zone, line.from) && contains(zone, line.to)) keepIn(room, part, zone);
  let want = trackOf(part);
  if (room.low > want) room.low = want;
  if (room.high < want) room.high = want;
  if (!isFirst && !isLast) want = wanted(line, part, room, { edges, lean });
  want = besideWords(part, want, room, words);
  const label = isFirst && isLast ? line.label : 0;
  return { part, want, label, ...room };
}

interface Room {
  low: number;
  high: number;
}

/** In gaps narrower than this lines may come this close to boxes, so that they need not lie upon each other. */
const NARROW = 30;
const NEAR = 4;

/** Narrow the room to how far the part may be moved either way before it comes so close to something. */
function channel(part: Part, room: Room, walls: readonly Rect[], margin: number): void {
  const at = trackOf(part);
  const [start, end] = runOf(part);
  for (const { x, y, width, height } of walls) {
    const [near, far, from, to] =
      part.track === "x" ? [x, x + width, y, y + height] : [y, y + height, x, x + width];
    if (from - margin >= end || to + margin <= start) continue;
    if (far + margin <= at + 0.5) room.low = Math.max(room.low, far + margin);
    else if (near - margin >= at - 0.5) room.high = Math.min(room.high, near - margin);
  }
}

function reach({ x, y, width, height }: Rect, axis: "x" | "y"): [number, number] {
  return axis === "x" ? [x, x + width] : [y, y + height];
}

function side(rect: Rect, { track }: Part): Room {
  const [low, high] = reach(rect, track);
  const corner = Math.min(CORNER, (high - low) / 2);
  return { low: low + corner, high: high - corner };
}

function narrow(room: Room, { low, high }: Room): void {
  room.low = Math.max(room.low, low);
  room.high = Math.min(room.high, high);
}

/** A line and the border of a zone. */
const BESIDE = 8;

/** A line between two parts of a zone does not leave it. */
function keepIn(room: Room, part: Part, zone: Rect): void {
  const [low, high] = reach(zone, part.track);
  const at = trackOf(part);
  if (at > low + BESIDE / 2 && at < high - BESIDE / 2)
    narrow(room, { low: low + BESIDE / 2, high: high - BESIDE / 2 });
}

/** A wider gap than this has no middle that a line should seek. */
const WIDEST = 480;

/** The middle of a channel for a part that turns one way at one end and the other way at the other; else where it is. */
function wanted(
  line: RoutedLine,
  part: Part,
  whole: Room,
  { edges, lean }: Pick<Obstacles, "edges" | "lean">,
): number {
  const at = trackOf(part);
  const { points, index, track } = part;
  const before = (points[index - 1] as Point)[track];
  const after = (points[index + 2] as Point)[track];
  if (before < at === after < at) return besideEdges(part, at, whole, edges);
  const room = { ...whole };
  const isForeign = (zone: Rect): boolean => !contains(zone, line.from) && !contains(zone, line.to);
  channel(part, room, line.boxes, CLEAR);
  channel(part, room, edges.filter(isForeign), 0);
  const low = Math.max(room.low, Math.min(before, after));
  const high = Math.min(room.high, Math.max(before, after));
  if (high - low > WIDEST || high <= low) return besideEdges(part, at, { low, high }, edges);
  const middle = (low + high) / 2;
  const isNext = lean > 0 ? index === 1 : index === points.length - 3;
  if (track === "y" || lean === 0 || !isNext)
    return besideEdges(part, middle, { low, high }, edges);
  const reach = Math.min((high - low) / 2, CLEAR + (Math.abs(lean) * MIN_SEPARATION) / 2);
  const fromLow = lean > 0 === before < at;
  return besideEdges(part, fromLow ? low + reach : high - reach, { low, high }, edges);
}

function besideEdges(part: Part, at: number, room: Room, edges: readonly Rect[]): number {
  const [start, end] = runOf(part);
  const borders = edges
    .filter((edge) => {
      const [from, to] = reach(edge, along(part));
      return from < end && to > start;
    })
    .flatMap((edge) => reach(edge, part.track));
  const border = borders.find((one) => Math.abs(one - at) < BESIDE);
  if (border === undefined) return at;
  const moved = border + (at < border ? -BESIDE : BESIDE);
  return moved > room.low && moved < room.high ? moved : at;
}

/** A line and the words in a header. */
const MARGIN = 2;

/** Return the nearest place beside the words that the part would cross, if there is room; it then stays on that side. */
function besideWords(part: Part, at: number, room: Room, words: readonly Rect[]): number {
  const [start, end] = runOf(part);
  const met = words
    .filter((word) => {
      const [from, to] = reach(word, along(part));
      return from < end && to > start;
    })
    .map((word) => reach(word, part.track));
  const isFree = (place: number): boolean =>
    place >= room.low &&
    place <= room.high &&
    !met.some(([near, far]) => place > near - MARGIN && place < far + MARGIN);
  const places = [at, ...met.flatMap(([near, far]) => [near - MARGIN, far + MARGIN])];
  const free = places.filter(isFree).sort((a, b) => Math.abs(a - at) - Math.abs(b - at));
  const [best] = free;
  if (best === undefined) return at;
  for (const [near, far] of met) {
    if (far <= best) room.low = Math.max(room.low, far + MARGIN);
    else if (near >= best) room.high = Math.min(room.high, near - MARGIN);
  }
  return best;
}
