/** Which stage, and which view of it, an address names. No React. */
import type { Stage, StageRow, StageStatus } from "@/api/types";
import { linkToSubject } from "@/model/labels/subjectLinks";

export const STAGE_STATUSES: Readonly<Record<StageStatus, { label: string; tone: Tone }>> = {
  "not-started": { label: "Not started", tone: "neutral" },
  "in-progress": { label: "In progress", tone: "accent" },
  ready: { label: "Ready for approval", tone: "accent" },
  approved: { label: "Approved", tone: "good" },
  stale: { label: "Stale", tone: "warn" },
};

export type Tone = "neutral" | "accent" | "good" | "warn";

/** Return the stage that the address names, else the first that wants work, else the first. */
export function stageOf(stages: readonly Stage[], named: unknown): Stage | undefined {
  const number = Number(named);
  return (
    stages.find((stage) => stage.number === number) ??
    stages.find((stage) => stage.status !== "approved") ??
    stages[0]
  );
}

/** What the whole review says of itself: "3 of 7 stages approved, 1 stale". */
export function reviewProgress(stages: readonly Stage[]): string {
  const count = (status: StageStatus) => stages.filter((one) => one.status === status).length;
  const stale = count("stale");
  const approved = `${count("approved")} of ${stages.length} stages approved`;
  return stale > 0 ? `${approved}, ${stale} stale` : approved;
}

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
