import { describe, expect, it } from "vitest";
import { numbers } from "@/edgeRouting/drawings.fixture";
import { effectOf, inverseOps } from "@/model/graph/inverseOps";
import type { Op } from "@/model/graph/ops";
import type { SnapshotElement } from "@/model/graph/snapshot";
import { aligned, type Edge } from "./alignment";
import { fragmentOf, pasted } from "./clipboard";
import { mayHold, nestingProblem } from "./containmentRules";
import { element, KINDS, SHOP, snapshotOf } from "./drawing.fixture";
import { EditedDrawing } from "./edited.fixture";
import { additionAt, additionNear, dropOps, moveIntoOps, moveOps, resizeOps } from "./editOps";
import { placeOf } from "./editSnapshot";
import { outermost } from "./visibility";

type Next = () => number;

const KIND_NAMES = ["boundary", "cluster", "namespace", "workload", "container", "secret", "actor"];
const EDGES: readonly Edge[] = ["left", "center", "right", "top", "middle", "bottom"];

/** What a person may do next, decided by the numbers; null when it cannot be done in this drawing. */
type Edit = (drawing: EditedDrawing, next: Next) => readonly Op[] | null;

const add: Edit = ({ editSnapshot }, next) => {
  const kind = pick(KIND_NAMES, next) as string;
  const holders = [null, ...drawn(editSnapshot)].filter((one) =>
    mayHold(KINDS, one?.kind ?? null, kind),
  );
  const holder = pick(holders, next) ?? null;
  const frame = holder
    ? placeOf(editSnapshot, holder.uid)
    : { x: 0, y: 0, width: 900, height: 700 };
  const at = { x: frame.x + next() * frame.width, y: frame.y + next() * frame.height };
  const adding = next() < 0.7 ? additionAt : additionNear;
  return adding(editSnapshot, kind, holder?.uid ?? null, at).ops;
};

const drop: Edit = ({ editSnapshot }, next) => {
  const uids = some(editSnapshot, next);
  const parents = [null, ...drawn(editSnapshot)].filter(
    (one) => nestingProblem(KINDS, editSnapshot.tree, uids, one) === null,
  );
  const by = { dx: around(300, next), dy: around(300, next) };
  return dropOps(editSnapshot, uids, by, pick(parents, next)?.uid ?? null);
};

const nudge: Edit = ({ editSnapshot }, next) => {
  const by = { dx: 8 * around(5, next), dy: 8 * around(5, next) };
  return moveOps(
    editSnapshot,
    some(editSnapshot, next).map((uid) => ({ uid, ...by })),
  );
};

const align: Edit = ({ editSnapshot }, next) => {
  const edge = pick(EDGES, next) as Edge;
  const placed = some(editSnapshot, next).map((uid) => ({ uid, rect: placeOf(editSnapshot, uid) }));
  const line = ["left", "center", "right"].includes(edge) ? "y" : "x";
  return moveOps(editSnapshot, aligned(placed, edge), line);
};

const resize: Edit = ({ editSnapshot, canvas }, next) => {
  const frames = canvas.nodes.filter((node) => node.type === "frame" && !node.data.collapsed);
  const frame = pick(frames, next);
  if (!frame) return null;
  const { x, y, width, height } = placeOf(editSnapshot, frame.id);
  const [left, top] = [around(150, next), around(150, next)];
  return resizeOps(editSnapshot, frame.id, {
    x: x - left,
    y: y - top,
    width: Math.max(120, width + left + around(300, next)),
    height: Math.max(60, height + top + around(300, next)),
  });
};

const moveInto: Edit = ({ editSnapshot }, next) => {
  const uids = some(editSnapshot, next);
  const parents = [null, ...drawn(editSnapshot)].filter(
    (one) => nestingProblem(KINDS, editSnapshot.tree, uids, one) === null,
  );
  return moveIntoOps(editSnapshot, uids, pick(parents, next)?.uid ?? null);
};

const copy: Edit = ({ editSnapshot }, next) => {
  const fragment = fragmentOf("here", editSnapshot, some(editSnapshot, next), new Map());
  const at = { x: around(500, next), y: around(500, next) };
  return pasted(editSnapshot, fragment, {
    parent: pick(drawn(editSnapshot), next)?.uid ?? null,
    at,
    model: "here",
  }).ops;
};

const EDITS: readonly Edit[] = [add, add, add, drop, drop, nudge, align, resize, moveInto, copy];

function drawn({ tree, placement }: EditedDrawing["editSnapshot"]): SnapshotElement[] {
  return [...tree.byUid.values()].filter(({ uid }) => placement.shown.has(uid));
}

/** Return one to three elements of which none is inside another. */
function some(editSnapshot: EditedDrawing["editSnapshot"], next: Next): string[] {
  const count = 1 + Math.floor(next() * 3);
  const uids = Array.from({ length: count }, () => pick(drawn(editSnapshot), next)?.uid ?? "");
  return outermost(editSnapshot.tree, uids);
}

function pick<One>(from: readonly One[], next: Next): One | undefined {
  return from[Math.floor(next() * from.length)];
}

function around(most: number, next: Next): number {
  return Math.round((next() * 2 - 1) * most);
}

/** Edit a blank drawing at random; after each step nothing may be wrong, and undo leads back. */
function draw(seed: number, drawing: EditedDrawing, steps: number): void {
  const next = numbers(seed);
  for (let step = 0; step < steps && drawing.snapshot.elements.length < 40; step += 1) {
    const edit = pick(EDITS, next) as Edit;
    const before = drawing.snapshot;
    const ops = drawn(drawing.editSnapshot).length > 0 ? edit(drawing, next) : add(drawing, next);
    if (!ops) continue;
    drawing.edit(ops);
    const said = `seed ${seed}, step ${step}, ${edit.name}`;
    expect({ said, faults: drawing.faults() }).toEqual({ said, faults: [] });
    const back = new EditedDrawing(drawing.snapshot);
    back.edit(inverseOps(effectOf(before, drawing.snapshot), drawing.snapshot));
    expect(byUid(back)).toEqual(byUid({ snapshot: before }));
  }
}

/** Return the elements by uid as they would be sent: 0 and -0 are one. */
function byUid({ snapshot }: Pick<EditedDrawing, "snapshot">) {
  return JSON.parse(
    JSON.stringify(Object.fromEntries(snapshot.elements.map((one) => [one.uid, one]))),
  );
}

/** Long enough for a machine that runs other things besides. */
const TIMEOUT_MS = 60_000;

describe("pushing apart", { timeout: TIMEOUT_MS }, () => {
  it("keeps any drawing free of overlaps, every frame around what it holds, and can be undone", () => {
    for (let seed = 1; seed <= 150; seed += 1)
      draw(seed, new EditedDrawing(snapshotOf([], [])), 14);
  });

  it("does so for hidden layers as well", () => {
    for (let seed = 1; seed <= 60; seed += 1)
      draw(seed, new EditedDrawing(snapshotOf([], []), { hidden: new Set(["secrets"]) }), 14);
  });

  it("does so for what is inside collapsed frames", () => {
    for (let seed = 1; seed <= 60; seed += 1)
      draw(seed, new EditedDrawing(snapshotOf(SHOP, []), { collapsed: new Set(["shop"]) }), 14);
  });

  it("pushes what lies beside a frame that grows, in its order and no further than needed", () => {
    const row = [0, 1, 2].map((index) =>
      element(`shop-${index}`, { kind: "namespace", x: index * 216, y: 0, height: 120 }),
    );
    const far = element("far", { kind: "actor", x: 0, y: 400 });
    const drawing = new EditedDrawing(snapshotOf([...row, far], []));

    drawing.edit(additionAt(drawing.editSnapshot, "workload", "shop-0", { x: 150, y: 40 }).ops);

    const xs = row.map(({ uid }) => drawing.canvas.placement.shown.get(uid)?.x);
    expect(xs).toEqual([0, 386, 602]);
    expect(drawing.snapshot.elements.find(({ uid }) => uid === "far")).toBe(far);
  });

  it("lets what was dropped stay, and moves what lies there out by the shortest way", () => {
    const drawing = new EditedDrawing(
      snapshotOf([element("a", { x: 0, y: 0 }), element("b", { x: 400, y: 0 })], []),
    );

    drawing.edit(dropOps(drawing.editSnapshot, ["a"], { dx: 390, dy: 50 }, null));

    expect(drawing.canvas.placement.shown.get("a")).toMatchObject({ x: 390, y: 50 });
    expect(drawing.canvas.placement.shown.get("b")).toMatchObject({ x: 400, y: -30 });
  });

  it("leaves what lies closer than usual as people have put it", () => {
    const boxes = [0, 204, 408].map((x, index) => element(`box-${index}`, { x, y: 0 }));
    const drawing = new EditedDrawing(snapshotOf(boxes, []));

    expect(moveOps(drawing.editSnapshot, [{ uid: "box-0", dx: 0, dy: 8 }])).toHaveLength(1);
  });
});
