import { describe, expect, it } from "vitest";
import type { AttackTree, AttackTreeNode, TreeNodeEdit } from "@/api/types";
import { figuresOf, isEdited, leafText, treeRows } from "./attackTree";

function node(id: string, gate: AttackTreeNode["gate"], children: string[] = []): AttackTreeNode {
  return {
    ...{ id, key: id, gate, title: id, children, needs: "", technique: "", element: null },
    ...{ cost: 5, skill: "moderate", probability: 0.5, detectability: null },
    ...{ computed: null, added: false, counted: true, edit: null },
  };
}

/** The goal by a, or by b and c; the gate of b and c is also part of a further way. */
const TREE = {
  root: "goal",
  nodes: [
    node("goal", "or", ["a", "both", "way"]),
    node("a", "leaf"),
    node("both", "and", ["b", "c"]),
    node("b", "leaf"),
    node("c", "leaf"),
    node("way", "and", ["both", "a"]),
  ],
} as unknown as AttackTree;

const EDIT: TreeNodeEdit = {
  ...{ key: "a", title: "a", applies: true, cost: null, skill: "", probability: null },
  ...{ detectability: null, reason: "", note: "", version: 1, updated_by: null, updated_at: null },
};

const FIGURES = {
  cost: 5,
  skill: "moderate",
  probability: 0.5,
  is_exact: true,
  unnoticed: null,
} as const;

describe("the rows of a tree", () => {
  it("are those of all nodes, each in every branch; a gate is closed where it shows again", () => {
    const rows = treeRows(TREE, new Set());

    expect(rows.map(({ uid, node: { id }, open }) => [uid, id, open])).toEqual([
      ["0", "goal", true],
      ["0/0", "a", null],
      ["0/1", "both", true],
      ["0/1/0", "b", null],
      ["0/1/1", "c", null],
      ["0/2", "way", true],
      ["0/2/0", "both", false],
      ["0/2/1", "a", null],
    ]);
    expect(rows[6]).toMatchObject({
      level: 3,
      position: 1,
      siblings: 2,
      parent: "0/2",
      repeated: true,
    });
  });

  it("are opened and closed by toggling", () => {
    const closed = treeRows(TREE, new Set(["0/1", "0/2/0"]));

    expect(closed.map(({ uid }) => uid)).toEqual([
      ...["0", "0/0", "0/1", "0/2", "0/2/0", "0/2/0/0", "0/2/0/1", "0/2/1"],
    ]);
  });

  it("of a large tree are its first levels", () => {
    const leaves = Array.from({ length: 300 }, (_, index) => node(`leaf-${index}`, "leaf"));
    const deep = node("deep", "and", ["deeper"]);
    const deeper = node(
      "deeper",
      "and",
      leaves.map(({ id }) => id),
    );
    const large = { root: "r", nodes: [node("r", "or", ["deep"]), deep, deeper, ...leaves] };

    const rows = treeRows(large as unknown as AttackTree, new Set());

    expect(rows.map((row) => [row.node.id, row.open])).toEqual([
      ["r", true],
      ["deep", true],
      ["deeper", false],
    ]);
  });
});

it("names the values of a step in short", () => {
  expect(leafText(node("a", "leaf"))).toBe("cost 5, moderate, 50 %");
});

it("counts as edited what differs from the computed, and a note as nothing", () => {
  expect(isEdited({ ...node("a", "leaf"), edit: { ...EDIT, note: "Seen" } })).toBe(false);
  expect(isEdited({ ...node("a", "leaf"), edit: { ...EDIT, probability: 0 } })).toBe(true);
  expect(isEdited({ ...node("a", "leaf"), edit: { ...EDIT, cost: 0 }, added: true })).toBe(false);
});

it("shows a figure beside what was computed where that differs", () => {
  const now = { ...FIGURES, probability: 0.2, unnoticed: 0.1 };
  const tree = { ...TREE, figures: now, computed_figures: FIGURES } as unknown as AttackTree;

  expect(figuresOf(tree)).toEqual([
    { label: "Likelihood", value: "20 %", before: "50 %" },
    { label: "Lowest cost", value: "5", before: null },
    { label: "Skill needed", value: "Moderate", before: null },
    { label: "Unnoticed", value: "10 %", before: "Not stated" },
  ]);
  expect(figuresOf({ ...tree, figures: null })[0]).toMatchObject({ value: "None", before: "50 %" });
});
