/** Where each element is drawn, and how that differs from where it is stored while layers are hidden. */
import { contains, type Rect, touches } from "@/geometry/geometry";
import type { SnapshotElement, Tree } from "@/model/graph/snapshot";
import { type Box, compacted } from "./compaction";
import type { Visible } from "./visibility";

// Sizes for elements that no layout has placed yet.
const FALLBACK_WIDTH = 180;
const FALLBACK_HEIGHT = 56;
const FALLBACK_GAP = 24;
const FALLBACK_COLUMNS = 6;

export interface Placement {
  /** Absolute places of what is drawn. */
  shown: ReadonlyMap<string, Rect>;
  /** Absolute places as they are stored, of everything. */
  stored: ReadonlyMap<string, Rect>;
  /** Shown minus stored. Kept while people edit, so that a move moves nothing else. */
  shifts: ReadonlyMap<string, Rect>;
}

/**
 * Return the places; the room that hidden elements leave is closed.
 *
 * With the placement of before, and as long as the same is hidden, everything keeps its shift: closing the room
 * anew after each edit would make the drawing jump under the hand. A new layout starts afresh, and so does
 * something new that was put where hidden elements lie: beyond what its frame shows.
 */
export function placementOf(tree: Tree, visible: Visible, before: Placement | null): Placement {
  const { drawn } = visible;
  const stored = storedPlaces(tree);
  const kept =
    before && !isRelaid(before.stored, stored) ? keptShifts(tree, drawn, before.shifts) : null;
  const shifts =
    kept && !isSqueezed(tree, before as Placement, stored, kept)
      ? kept
      : freshShifts(tree, visible, stored);
  const shown = new Map<string, Rect>();
  for (const uid of drawn)
    shown.set(uid, plus(stored.get(uid) as Rect, shifts.get(uid) ?? NO_SHIFT));
  return { shown, stored, shifts };
}

const NO_SHIFT: Rect = { x: 0, y: 0, width: 0, height: 0 };

function plus(a: Rect, b: Rect): Rect {
  if (b === NO_SHIFT) return a;
  return { x: a.x + b.x, y: a.y + b.y, width: a.width + b.width, height: a.height + b.height };
}

function freshShifts(
  tree: Tree,
  { drawn, standIn }: Visible,
  stored: ReadonlyMap<string, Rect>,
): ReadonlyMap<string, Rect> {
  if (drawn.size === tree.byUid.size) return new Map();
  const tight = compacted(boxesOf(tree, drawn, stored), standIn.size > 0);
  const shifts = new Map<string, Rect>();
  for (const [uid, place] of tight) {
    const from = stored.get(uid) as Rect;
    shifts.set(uid, {
      x: place.x - from.x,
      y: place.y - from.y,
      width: place.width - from.width,
      height: place.height - from.height,
    });
  }
  return shifts;
}

/** What is new is drawn with the shift of what it sits in, so that it appears where it was put. */
function keptShifts(
  tree: Tree,
  drawn: ReadonlySet<string>,
  before: ReadonlyMap<string, Rect>,
): ReadonlyMap<string, Rect> {
  const added = [...drawn].filter((uid) => !before.has(uid));
  if (added.length === 0 || before.size === 0) return before;
  const shifts = new Map(before);
  for (const uid of added) {
    const parent = shifts.get(tree.byUid.get(uid)?.parent ?? "");
    shifts.set(uid, parent ? { x: parent.x, y: parent.y, width: 0, height: 0 } : NO_SHIFT);
  }
  return shifts;
}

/** Whether something new would be drawn outside of its frame, or over another that it lies beside. */
function isSqueezed(
  tree: Tree,
  before: Placement,
  stored: ReadonlyMap<string, Rect>,
  shifts: ReadonlyMap<string, Rect>,
): boolean {
  if (shifts === before.shifts) return false;
  const place = (uid: string) => plus(stored.get(uid) as Rect, shifts.get(uid) ?? NO_SHIFT);
  return [...shifts.keys()].some((uid) => {
    if (before.shifts.has(uid)) return false;
    const { parent } = tree.byUid.get(uid) as SnapshotElement;
    const own = place(uid);
    if (parent && shifts.has(parent) && !contains(place(parent), own)) return true;
    const beside = tree.children.get(parent ?? "") ?? [];
    return beside.some(
      (other) =>
        other.uid !== uid &&
        shifts.has(other.uid) &&
        touches(own, place(other.uid)) &&
        !touches(stored.get(uid) as Rect, stored.get(other.uid) as Rect),
    );
  });
}

/** Whether most of the drawing has moved at once, each part by something else: somebody laid it out anew. */
function isRelaid(before: ReadonlyMap<string, Rect>, now: ReadonlyMap<string, Rect>): boolean {
  const moves = new Set<string>();
  let moved = 0;
  for (const [uid, place] of now) {
    const was = before.get(uid);
    if (!was || (was.x === place.x && was.y === place.y)) continue;
    moved += 1;
    moves.add(`${place.x - was.x} ${place.y - was.y}`);
  }
  return moved > now.size / 2 && moves.size > 1;
}

function boxesOf(tree: Tree, drawn: ReadonlySet<string>, stored: ReadonlyMap<string, Rect>): Box[] {
  const within = (parent: string): Box[] =>
    (tree.children.get(parent) ?? []).map(({ uid }) => ({
      id: uid,
      rect: stored.get(uid) as Rect,
      hidden: !drawn.has(uid),
      inside: within(uid),
    }));
  return within("");
}

/** Return the absolute place of every element; those without one are set in a grid below the rest. */
function storedPlaces(tree: Tree): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  const unplaced: SnapshotElement[] = [];
  let top = 0;
  for (const element of tree.byUid.values()) {
    if (element.x === null || element.y === null) unplaced.push(element);
    else {
      const place = sized(element, element.x, element.y);
      places.set(element.uid, place);
      top = Math.max(top, place.y + place.height + FALLBACK_GAP * 2);
    }
  }
  unplaced.forEach((element, index) => {
    const column = index % FALLBACK_COLUMNS;
    const row = Math.floor(index / FALLBACK_COLUMNS);
    places.set(
      element.uid,
      sized(
        element,
        column * (FALLBACK_WIDTH + FALLBACK_GAP),
        top + row * (FALLBACK_HEIGHT + FALLBACK_GAP),
      ),
    );
  });
  return places;
}

function sized(element: SnapshotElement, x: number, y: number): Rect {
  return {
    x,
    y,
    width: element.width ?? FALLBACK_WIDTH,
    height: element.height ?? FALLBACK_HEIGHT,
  };
}
