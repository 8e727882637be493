/** What edits of the drawing come to: operations on the model, in its stored places, from what is seen on the canvas. */
import { newUid, type Op } from "../collab/ops";
import type { Move } from "./aligning";
import { freePlace } from "./freePlace";
import { around, type Rect, sameRect } from "./geometry";
import { type Kinds, lookOf } from "./kinds";
import { freshName } from "./names";
import type { Placement } from "./placement";
import { contentRoom, newSize } from "./sizes";
import { relationUid, type Snapshot, type SnapshotElement, type Tree } from "./snapshot";
import { outermost, withInside } from "./visibility";

/** The drawing as it is when an edit begins. */
export interface Board {
  snapshot: Snapshot;
  tree: Tree;
  kinds: Kinds;
  placement: Placement;
}

/** Return where an element is seen; one that is not drawn, where it is stored. */
export function placeOf({ placement }: Board, uid: string): Rect {
  return (placement.shown.get(uid) ?? placement.stored.get(uid)) as Rect;
}

/** Return the operations that move elements with all inside them, and the frames around them that grow. */
export function moveOps(board: Board, moves: readonly Move[]): Op[] {
  return arranged(board, moves, new Map());
}

/** Return the operations that move elements by one distance and put them into another element, or onto the canvas. */
export function dropOps(
  board: Board,
  uids: readonly string[],
  by: { dx: number; dy: number },
  parent: string | null,
): Op[] {
  const moves = uids.map((uid) => ({ uid, ...by }));
  return arranged(board, moves, new Map(uids.map((uid) => [uid, parent])));
}

/** Return the operations that put elements into another one, side by side where there is room. */
export function moveIntoOps(board: Board, uids: readonly string[], parent: string | null): Op[] {
  const taken = childRects(board, parent, new Set(uids));
  const moves = outermost(board.tree, uids).map((uid) => {
    const rect = placeOf(board, uid);
    const frame = parent === null ? null : placeOf(board, parent);
    const place = freePlace(rect, frame, taken);
    taken.push({ ...rect, ...place });
    return { uid, dx: place.x - rect.x, dy: place.y - rect.y };
  });
  return arranged(board, moves, new Map(moves.map(({ uid }) => [uid, parent])));
}

function arranged(
  board: Board,
  moves: readonly Move[],
  parents: ReadonlyMap<string, string | null>,
): Op[] {
  const seen = new Map<string, Rect>();
  const ops = moves.flatMap(({ uid, dx, dy }) => {
    const element = board.tree.byUid.get(uid);
    if (!element) return [];
    const rect = placeOf(board, uid);
    seen.set(uid, { ...rect, x: rect.x + dx, y: rect.y + dy });
    const parent = parents.get(uid);
    const moved = parent !== undefined && parent !== element.parent;
    return movedOps(board, element, dx, dy, moved ? { parent } : {});
  });
  const above = new Set(
    [...seen.keys()].map((uid) =>
      parents.has(uid) ? (parents.get(uid) ?? null) : (board.tree.byUid.get(uid)?.parent ?? null),
    ),
  );
  return [...ops, ...growOps(board, seen, parents, above)];
}

function movedOps(
  board: Board,
  element: SnapshotElement,
  dx: number,
  dy: number,
  props: { parent?: string | null },
): Op[] {
  const still = dx === 0 && dy === 0;
  const inside = withInside(board.tree, element.uid);
  const isPlaced = inside.every((uid) => typeof board.tree.byUid.get(uid)?.x === "number");
  if (inside.length > 1 && isPlaced) {
    const shift: Op[] = still
      ? []
      : [{ op: "shift", on: "element", uid: element.uid, by: [dx, dy] }];
    return "parent" in props ? [...shift, setOp(element.uid, props)] : shift;
  }
  // What no layout has placed is drawn all the same; by moving it, a person gives it its place.
  return inside.flatMap((uid) => {
    const stored = board.placement.stored.get(uid) as Rect;
    const own = uid === element.uid ? props : {};
    if (still && !("parent" in own)) return [];
    const size = isPlaced ? {} : { width: stored.width, height: stored.height };
    return [setOp(uid, { x: stored.x + dx, y: stored.y + dy, ...size, ...own })];
  });
}

type Props = Extract<Op, { op: "set"; on: "element" }>["props"];

function setOp(uid: string, props: Props): Op {
  return { op: "set", on: "element", uid, props };
}

/** Return the operations by which frames, and those around them, come to hold what is in them; none shrinks. */
function growOps(
  board: Board,
  seen: ReadonlyMap<string, Rect>,
  parents: ReadonlyMap<string, string | null>,
  frames: Iterable<string | null>,
): Op[] {
  const now = new Map(seen);
  const grown = new Map<string, Rect>();
  const grow = (uid: string | null): void => {
    const frame = uid === null ? undefined : board.tree.byUid.get(uid);
    if (!frame || uid === null) return;
    const before = now.get(uid) ?? placeOf(board, uid);
    const room = contentRoom(insideRects(board, uid, now, parents));
    const after = room ? around([before, room]) : before;
    if (!sameRect(before, after)) {
      now.set(uid, after);
      grown.set(uid, after);
    }
    grow(parents.has(uid) ? (parents.get(uid) ?? null) : frame.parent);
  };
  for (const uid of frames) grow(uid);
  return [...grown].map(([uid, rect]) => setOp(uid, storedRect(board, uid, rect)));
}

function insideRects(
  board: Board,
  parent: string,
  now: ReadonlyMap<string, Rect>,
  parents: ReadonlyMap<string, string | null>,
): Rect[] {
  const stayed = (board.tree.children.get(parent) ?? []).filter(
    ({ uid }) => (parents.get(uid) ?? parent) === parent && parents.get(uid) !== null,
  );
  const came = [...parents].filter(([, into]) => into === parent).map(([uid]) => uid);
  const uids = new Set([...stayed.map(({ uid }) => uid), ...came]);
  return [...uids].flatMap((uid) => {
    const rect = now.get(uid) ?? board.placement.shown.get(uid);
    return rect ? [rect] : [];
  });
}

/** Return the stored rectangle for one that is seen. */
function storedRect(board: Board, uid: string, seen: Rect): Rect {
  const shift = board.placement.shifts.get(uid);
  if (!shift) return seen;
  return {
    x: seen.x - shift.x,
    y: seen.y - shift.y,
    width: seen.width - shift.width,
    height: seen.height - shift.height,
  };
}

/** Return the operations that give a frame another rectangle; it does not become smaller than what it holds. */
export function resizeOps(board: Board, uid: string, wanted: Rect): Op[] {
  const rect = withRoom(board, uid, wanted);
  const parent = board.tree.byUid.get(uid)?.parent ?? null;
  if (sameRect(rect, placeOf(board, uid))) return [];
  return [
    setOp(uid, storedRect(board, uid, rect)),
    ...growOps(board, new Map([[uid, rect]]), new Map(), [parent]),
  ];
}

/** Return the wanted rectangle, or what of it is needed for what the frame holds. */
export function withRoom(board: Board, uid: string, wanted: Rect): Rect {
  const room = contentRoom(childRects(board, uid, new Set()));
  return room ? around([wanted, room]) : wanted;
}

function childRects(board: Board, parent: string | null, without: ReadonlySet<string>): Rect[] {
  return (board.tree.children.get(parent ?? "") ?? [])
    .filter(({ uid }) => !without.has(uid))
    .flatMap(({ uid }) => board.placement.shown.get(uid) ?? []);
}

export interface Addition {
  uid: string;
  name: string;
  ops: Op[];
}

/** Return what adds an element near a point of the canvas, into a parent that may hold it. */
export function addition(
  board: Board,
  kind: string,
  parent: string | null,
  near: { x: number; y: number },
): Addition {
  const uid = newUid();
  const look = lookOf(board.kinds, kind);
  const name = freshName(
    look.label,
    [...board.tree.byUid.values()].map((element) => element.name),
  );
  const size = newSize(kind);
  const wanted = { ...size, x: near.x - size.width / 2, y: near.y - size.height / 2 };
  const frame = parent === null ? null : placeOf(board, parent);
  const rect = { ...size, ...freePlace(wanted, frame, childRects(board, parent, new Set())) };
  const shift = parent === null ? undefined : board.placement.shifts.get(parent);
  const props = {
    kind: kind as SnapshotElement["kind"],
    name,
    parent,
    ...size,
    x: rect.x - (shift?.x ?? 0),
    y: rect.y - (shift?.y ?? 0),
  };
  const added = new Map([[uid, rect]]);
  return {
    uid,
    name,
    ops: [setOp(uid, props), ...growOps(board, added, new Map([[uid, parent]]), [parent])],
  };
}

/** What goes when elements are deleted. */
export interface Deletion {
  ops: Op[];
  /** Every element that goes, what is inside the chosen ones included. */
  elements: string[];
  flows: string[];
}

/** Return what deletes these elements with all inside them, and these flows and relations. */
export function deletion(board: Board, uids: Iterable<string>): Deletion {
  const chosen = [...uids];
  const elements = outermost(board.tree, chosen).flatMap((uid) => withInside(board.tree, uid));
  const gone = new Set(elements);
  const named = new Set(chosen);
  const flows = board.snapshot.flows.filter(
    (flow) =>
      !flow.gone && (named.has(flow.uid) || gone.has(flow.source) || gone.has(flow.destination)),
  );
  const relations = board.snapshot.relations.filter((one) => named.has(relationUid(one)));
  const alone = flows.filter((flow) => !gone.has(flow.source) && !gone.has(flow.destination));
  return {
    elements,
    flows: flows.map((flow) => flow.uid),
    ops: [
      ...relations.map((one): Op => ({ op: "del", on: "relation", ...one })),
      ...alone.map((flow): Op => ({ op: "del", on: "flow", uid: flow.uid })),
      // The innermost first: what is left inside something deleted would move up.
      ...elements.toReversed().map((uid): Op => ({ op: "del", on: "element", uid })),
    ],
  };
}

/** Return the operation that draws a new flow, and its uid. */
export function newFlow(source: string, destination: string): { uid: string; ops: Op[] } {
  const uid = newUid();
  return { uid, ops: [{ op: "set", on: "flow", uid, props: { source, destination } }] };
}
