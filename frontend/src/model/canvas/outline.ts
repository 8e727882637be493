/** The outline tree beside the canvas: which rows show, and where the arrow keys lead. */

import { type Layer, layerOf } from "@/model/graph/elementKinds";
import { displayName, type SnapshotElement, type Tree } from "@/model/graph/snapshot";

export interface OutlineRow {
  uid: string;
  name: string;
  kind: string;
  level: number;
  /** null for a row without children. */
  open: boolean | null;
  /** 1-based position among its siblings, and how many there are (aria-posinset, aria-setsize). */
  position: number;
  siblings: number;
  parent: string | null;
}

// Boundaries first, then what works, then what lies about; within a group by name.
const ORDER = [
  "internet",
  "actor",
  "external-service",
  "cloud-account",
  "cluster",
  "network",
  "node",
  "namespace",
];

/** Return the rows that show, top to bottom. */
export function outlineRows(
  tree: Tree,
  open: ReadonlySet<string>,
  hidden: ReadonlySet<Layer>,
): OutlineRow[] {
  const rows: OutlineRow[] = [];
  const visit = (uid: string, level: number): void => {
    const inside = shownChildren(tree, uid, hidden);
    inside.forEach((element, index) => {
      const branch = shownChildren(tree, element.uid, hidden).length > 0;
      rows.push({
        uid: element.uid,
        name: displayName(element, tree),
        kind: element.kind,
        level,
        open: branch ? open.has(element.uid) : null,
        position: index + 1,
        siblings: inside.length,
        parent: uid === "" ? null : uid,
      });
      if (branch && open.has(element.uid)) visit(element.uid, level + 1);
    });
  };
  visit("", 1);
  return rows;
}

export type OutlineMove =
  | { do: "focus"; uid: string }
  | { do: "open"; uid: string }
  | { do: "close"; uid: string }
  | null;

/** Return what a key does on the focused row (WAI-ARIA tree view pattern). */
export function outlineMove(
  rows: readonly Pick<OutlineRow, "uid" | "open" | "parent">[],
  uid: string,
  key: string,
): OutlineMove {
  const index = rows.findIndex((row) => row.uid === uid);
  const row = rows[index];
  if (!row) return null;
  if (key === "ArrowDown") return focus(rows[index + 1]);
  if (key === "ArrowUp") return focus(rows[index - 1]);
  if (key === "Home") return focus(rows[0]);
  if (key === "End") return focus(rows.at(-1));
  if (key === "ArrowRight")
    return row.open === false ? { do: "open", uid } : row.open ? focus(rows[index + 1]) : null;
  if (key === "ArrowLeft") return row.open ? { do: "close", uid } : focusUid(row.parent);
  return null;
}

/** Return the rows from one to another, beginning with the first, as Shift and an arrow key select them. */
export function outlineRange(rows: readonly OutlineRow[], from: string, to: string): string[] {
  const uids = rows.map((row) => row.uid);
  const [start, end] = [uids.indexOf(from), uids.indexOf(to)];
  if (start === -1 || end === -1) return [to];
  return start <= end ? uids.slice(start, end + 1) : uids.slice(end, start + 1).reverse();
}

/** Return the branches open at first: everything above workloads, so that the outline reads like the canvas. */
export function initiallyOpen(tree: Tree): ReadonlySet<string> {
  const open = new Set<string>();
  for (const element of tree.byUid.values()) {
    if (element.kind !== "workload" && tree.children.has(element.uid)) open.add(element.uid);
  }
  return open;
}

function shownChildren(tree: Tree, uid: string, hidden: ReadonlySet<Layer>): SnapshotElement[] {
  const inside = tree.children.get(uid) ?? [];
  return inside.filter((element) => !isHidden(element, hidden)).sort(byOrder);
}

function isHidden(element: SnapshotElement, hidden: ReadonlySet<Layer>): boolean {
  const layer = layerOf(element.kind);
  return layer !== null && hidden.has(layer);
}

function byOrder(a: SnapshotElement, b: SnapshotElement): number {
  return (
    rank(a.kind) - rank(b.kind) || a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name)
  );
}

function rank(kind: string): number {
  const known = ORDER.indexOf(kind);
  if (known !== -1) return known;
  return kind === "workload" ? ORDER.length : ORDER.length + 1;
}

function focus(row: Pick<OutlineRow, "uid"> | undefined): OutlineMove {
  return row ? { do: "focus", uid: row.uid } : null;
}

function focusUid(uid: string | null): OutlineMove {
  return uid === null ? null : { do: "focus", uid };
}
