/** Attack trees: the rows that show, and what nodes and their figures are in words. No React. */
import type { AttackTree, AttackTreeNode, TreeFigures, TreeNodeEdit } from "@/api/types";
import { DIFFICULTIES, percent } from "./attackPaths";

/** A node where it occurs; one that several branches share has a row in each. */
export interface TreeRow {
  /** The places of the nodes on the way there: "0/2/1". */
  uid: string;
  node: AttackTreeNode;
  /** From 1. */
  level: number;
  /** null for a step. */
  open: boolean | null;
  /** It shows further up already. */
  repeated: boolean;
  position: number;
  siblings: number;
  parent: string | null;
}

/** Trees of more nodes show their first levels at first. */
const MANY = 200;
const FIRST_LEVELS = 2;

/** Return the rows that show, top to bottom; `toggled` are those that a person opened or closed. */
export function treeRows(tree: AttackTree, toggled: ReadonlySet<string>): TreeRow[] {
  const nodes = new Map(tree.nodes.map((node) => [node.id, node]));
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const visit = (id: string, place: Pick<TreeRow, "uid" | "position" | "siblings" | "parent">) => {
    const node = nodes.get(id);
    if (!node) return;
    const level = place.uid.split("/").length;
    const repeated = seen.has(id) && node.gate !== "leaf";
    seen.add(id);
    const first = !repeated && (tree.nodes.length <= MANY || level <= FIRST_LEVELS);
    const open = node.gate === "leaf" ? null : first !== toggled.has(place.uid);
    rows.push({ ...place, node, level, open, repeated });
    if (!open) return;
    node.children.forEach((child, index) => {
      const siblings = node.children.length;
      visit(child, {
        uid: `${place.uid}/${index}`,
        position: index + 1,
        siblings,
        parent: place.uid,
      });
    });
  };
  visit(tree.root, { uid: "0", position: 1, siblings: 1, parent: null });
  return rows;
}

/** What kind of node it is. */
export const GATES: Readonly<Record<AttackTreeNode["gate"], { label: string; about: string }>> = {
  and: { label: "AND", about: "All of these are needed." },
  or: { label: "OR", about: "Any of these is enough." },
  leaf: { label: "Step", about: "Something that the attacker does." },
};

/** Return the values of a step in short: "cost 5, moderate, 77 %". */
export function leafText({ cost, skill, probability }: AttackTreeNode): string {
  return `cost ${cost}, ${DIFFICULTIES[skill].toLowerCase()}, ${percent(probability)}`;
}

/** Whether people changed what was computed; a note changes nothing. */
export function isEdited({ edit, added }: AttackTreeNode): boolean {
  return edit !== null && !added && (!edit.applies || states(edit));
}

function states({ cost, skill, probability, detectability }: TreeNodeEdit): boolean {
  return cost !== null || skill !== "" || probability !== null || detectability !== null;
}

/** A figure of the tree, and what it was before people edited the tree; null where that is the same. */
export interface Figure {
  label: string;
  value: string;
  before: string | null;
}

type Words = (figures: TreeFigures) => string;

const FIGURES: readonly [string, Words][] = [
  [
    "Likelihood",
    ({ probability, is_exact }) => `${is_exact ? "" : "at most "}${percent(probability)}`,
  ],
  ["Lowest cost", ({ cost }) => String(cost)],
  ["Skill needed", ({ skill }) => DIFFICULTIES[skill]],
  ["Unnoticed", ({ unnoticed }) => (unnoticed === null ? "Not stated" : percent(unnoticed))],
];

export function figuresOf({ figures, computed_figures }: AttackTree): Figure[] {
  return FIGURES.map(([label, words]) => {
    const value = figures ? words(figures) : "None";
    const before = computed_figures && words(computed_figures);
    return { label, value, before: before === value ? null : before };
  });
}
