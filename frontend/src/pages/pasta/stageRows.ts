/** The rows of a stage: where each leads, and how its values read. No React. */
import type { StageRow } from "@/api/types";
import { linkToSubject } from "@/model/labels/subjectLinks";

/** Where the name of a row leads; null for a row that is nowhere else. */
export function linkOfRow(model: string, { on, target, uid, kind }: StageRow) {
  if (on === "threat") {
    return { to: "/m/$model/threats/$number", params: { model, number: target } } as const;
  }
  if (on === "mitigation") {
    return { to: "/m/$model/mitigations", params: { model }, search: { open: target } } as const;
  }
  if (on === "attack-tree") {
    return {
      to: "/m/$model/attack-paths/$goal",
      params: { model, goal: target },
      search: { tab: "tree" },
    } as const;
  }
  return on ? linkToSubject(model, { id: target, uid, kind }) : null;
}

/** Return the changes by the stage that they happened in. */
export function byStage<Item extends { stage: number }>(
  items: readonly Item[],
): [number, Item[]][] {
  const groups = new Map<number, Item[]>();
  for (const item of items) groups.set(item.stage, [...(groups.get(item.stage) ?? []), item]);
  return [...groups];
}

const QUIET: ReadonlySet<string> = new Set([
  "unknown",
  "none",
  "not said",
  "no owner",
  "no date",
  "",
]);

/** Return a value as a cell: what says that nothing is known is set back. */
export function cellOf(value: string): { content: string; quiet: boolean } {
  return { content: value, quiet: QUIET.has(value) };
}
