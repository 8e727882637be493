/** A drawing that tests edit step by step, and what is wrong with how it is drawn. */

import { contains, type Rect, separation } from "@/geometry/geometry";
import type { Layer } from "@/model/graph/elementKinds";
import type { Op } from "@/model/graph/ops";
import { applyOps } from "@/model/graph/optimisticApply";
import { type Snapshot, treeOf } from "@/model/graph/snapshot";
import { KINDS } from "./drawing.fixture";
import type { EditSnapshot } from "./editSnapshot";
import { contentRoom } from "./elementSizes";
import { buildFlowGraph, type FlowGraph } from "./flowGraph";

const TERMS = {
  boundaries: new Set(["boundary", "cluster", "namespace"]),
  undrawn: new Set<string>(),
};

interface Look {
  hidden?: ReadonlySet<Layer>;
  collapsed?: ReadonlySet<string>;
}

export class EditedDrawing {
  snapshot: Snapshot;
  canvas: FlowGraph;
  readonly #hidden: ReadonlySet<Layer>;
  readonly #collapsed: ReadonlySet<string>;

  constructor(snapshot: Snapshot, { hidden = new Set(), collapsed = new Set() }: Look = {}) {
    this.snapshot = snapshot;
    this.#hidden = hidden;
    this.#collapsed = collapsed;
    this.canvas = buildFlowGraph(snapshot, KINDS, hidden, collapsed);
  }

  get editSnapshot(): EditSnapshot {
    const { snapshot } = this;
    const tree = treeOf(snapshot.elements, snapshot.relations);
    return { snapshot, tree, kinds: KINDS, placement: this.canvas.placement };
  }

  edit(ops: readonly Op[]): void {
    this.snapshot = applyOps(this.snapshot, ops, TERMS).snapshot;
    this.canvas = buildFlowGraph(this.snapshot, KINDS, this.#hidden, this.#collapsed, this.canvas);
  }

  /** Return "a lies on b" and "a does not hold b" for what is stored and for what is seen. */
  faults(): string[] {
    const { stored, shown } = this.canvas.placement;
    return [...faultsOf(this.editSnapshot, stored), ...faultsOf(this.editSnapshot, shown)];
  }
}

function faultsOf({ tree }: EditSnapshot, places: ReadonlyMap<string, Rect>): string[] {
  return [...tree.children].flatMap(([parent, children]) => {
    const placed = children.flatMap(({ uid }) => {
      const rect = places.get(uid);
      return rect ? [{ uid, rect }] : [];
    });
    const frame = places.get(parent);
    const room = contentRoom(placed.map(({ rect }) => rect));
    const held = !frame || !room || contains(frame, room);
    const overlaps = placed.flatMap((one, index) =>
      placed
        .slice(index + 1)
        .filter((other) => separation(one.rect, other.rect) < 0)
        .map((other) => `${one.uid} lies on ${other.uid}`),
    );
    return [...overlaps, ...(held ? [] : [`${parent} does not hold what is in it`])];
  });
}
