/** What is said of a node of an attack tree while it is written. No React. */
import type { AttackTreeNode, TreeNodeEdit, TreeNodeValues } from "@/api/types";
import { DIFFICULTIES, percent } from "@/model/labels/attackPaths";
import type { DraftDifference } from "@/ui/EditConflict";

const NOTHING_SAID: Omit<TreeNodeValues, "title"> = {
  ...{ applies: true, cost: null, skill: "", probability: null, detectability: null },
  ...{ reason: "", note: "" },
};

/** What is said of a node; as long as that is nothing, it has its own title. */
export function nodeValues(edit: TreeNodeEdit | null, title: string): TreeNodeValues {
  if (edit === null) return { ...NOTHING_SAID, title };
  const { applies, cost, skill, probability, detectability, reason, note } = edit;
  return { title: edit.title, applies, cost, skill, probability, detectability, reason, note };
}

/** Whether the draft changes what was computed: then it needs a reason. */
export function needsReason(draft: TreeNodeValues): boolean {
  const { applies, cost, skill, probability, detectability } = draft;
  const stated = cost !== null || skill !== "" || probability !== null || detectability !== null;
  return stated || !applies;
}

/** Whether there is enough to save. */
export function isNodeComplete(draft: TreeNodeValues, added: boolean): boolean {
  if (added) return draft.title.trim() !== "";
  return !needsReason(draft) || draft.reason.trim() !== "";
}

type Field = [string, (values: TreeNodeValues) => string];

const FIELDS: readonly Field[] = [
  ["Title", ({ title }) => title.trim()],
  ["Applies", ({ applies }) => (applies ? "yes" : "no")],
  ["Cost", ({ cost }) => (cost === null ? "" : String(cost))],
  ["Skill", ({ skill }) => (skill === "" ? "" : DIFFICULTIES[skill])],
  ["Probability", ({ probability }) => shareText(probability)],
  ["Detectability", ({ detectability }) => shareText(detectability)],
  ["Reason", ({ reason }) => reason.trim()],
  ["Note", ({ note }) => note.trim()],
];

function shareText(share: number | null): string {
  return share === null ? "" : percent(share);
}

/** Return the fields in which two versions differ, in words. */
export function nodeDifferences(mine: TreeNodeValues, theirs: TreeNodeValues): DraftDifference[] {
  return FIELDS.map(([field, words]) => ({
    field,
    mine: words(mine),
    theirs: words(theirs),
  })).filter((row) => row.mine !== row.theirs);
}

/** Return percent as it is typed as a share, 0 to 1; nothing typed is null. */
export function shareOf(typed: string | number): number | null {
  return typed === "" ? null : Number(typed) / 100;
}

/** The reverse of `shareOf`. */
export function percentOf(share: number | null): number | "" {
  return share === null ? "" : Math.round(share * 1000) / 10;
}

/** What a field shows while it is empty: the value that counts then. */
export function computedHint(node: AttackTreeNode | null, name: "cost" | "probability"): string {
  const computed = node?.computed;
  if (!computed) return "";
  return name === "cost" ? String(computed.cost) : String(percentOf(computed.probability));
}
