import { describe, expect, it } from "vitest";
import { fullCounts } from "@/model/graph/severity";
import { ancestorsOf, type SnapshotElement, treeOf } from "@/model/graph/snapshot";
import { findElements } from "./elementSearch";
import { initiallyOpen, outlineMove, outlineRange, outlineRows } from "./outline";

function element(
  uid: string,
  kind: SnapshotElement["kind"],
  parent: string | null,
): SnapshotElement {
  return {
    id: uid,
    uid,
    kind,
    name: uid,
    parent,
    x: 0,
    y: 0,
    width: 1,
    height: 1,
    gone: false,
    threats: fullCounts({}),
    worst: null,
    possible: 0,
    possible_worst: null,
    trust_level: null,
  };
}

const TREE = treeOf([
  element("web", "workload", "shop"),
  element("nginx", "container", "web"),
  element("key", "secret", "shop"),
  element("shop", "namespace", null),
  element("internet", "internet", null),
]);
const NONE = new Set<never>();

describe("outline", () => {
  it("shows boundaries open and workloads closed at first", () => {
    const rows = outlineRows(TREE, initiallyOpen(TREE), NONE);

    expect(rows.map((row) => [row.uid, row.level, row.open])).toEqual([
      ["internet", 1, null],
      ["shop", 1, true],
      ["web", 2, false],
      ["key", 2, null],
    ]);
    expect(rows[2]).toMatchObject({ position: 1, siblings: 2, parent: "shop" });
  });

  it("leaves out hidden layers", () => {
    const rows = outlineRows(TREE, initiallyOpen(TREE), new Set(["secrets"] as const));

    expect(rows.map((row) => row.uid)).not.toContain("key");
  });

  it("moves as a tree view does", () => {
    const rows = outlineRows(TREE, initiallyOpen(TREE), NONE);

    expect(outlineMove(rows, "internet", "ArrowDown")).toEqual({ do: "focus", uid: "shop" });
    expect(outlineMove(rows, "shop", "ArrowRight")).toEqual({ do: "focus", uid: "web" });
    expect(outlineMove(rows, "web", "ArrowRight")).toEqual({ do: "open", uid: "web" });
    expect(outlineMove(rows, "web", "ArrowLeft")).toEqual({ do: "focus", uid: "shop" });
    expect(outlineMove(rows, "shop", "ArrowLeft")).toEqual({ do: "close", uid: "shop" });
    expect(outlineMove(rows, "internet", "ArrowUp")).toBeNull();
    expect(outlineMove(rows, "internet", "End")).toEqual({ do: "focus", uid: "key" });
  });

  it("selects from one row to another, in both directions", () => {
    const rows = outlineRows(TREE, initiallyOpen(TREE), NONE);
    const all = rows.map((row) => row.uid);
    const at = all.indexOf("shop");

    expect(outlineRange(rows, "shop", all[at + 1] ?? "")).toEqual(["shop", all[at + 1]]);
    expect(outlineRange(rows, "shop", "internet")).toEqual(["shop", "internet"]);
    expect(outlineRange(rows, "folded away", "shop")).toEqual(["shop"]);
  });

  it("names the ancestors nearest first", () => {
    expect(ancestorsOf(TREE.byUid, "nginx")).toEqual(["web", "shop"]);
  });
});

describe("findElements", () => {
  it("prefers a name that starts with the words", () => {
    const items = [...TREE.byUid.values(), element("my-web", "workload", null)];

    expect(findElements(items, "web").map((item) => item.uid)).toEqual(["web", "my-web"]);
    expect(findElements(items, "secret")[0]?.uid).toBe("key");
    expect(findElements(items, "nothing like it")).toEqual([]);
  });
});
