/** The statuses of stages, which stage an address names, and how far the review is. No React. */
import type { Stage, StageOutline, StageSection, StageStatus } from "@/api/types";

export const STAGE_STATUSES: Readonly<Record<StageStatus, { label: string; tone: Tone }>> = {
  "not-started": { label: "Not started", tone: "neutral" },
  "in-progress": { label: "In progress", tone: "accent" },
  ready: { label: "Ready for approval", tone: "accent" },
  approved: { label: "Approved", tone: "good" },
  stale: { label: "Stale", tone: "warn" },
};

/** What each stage is about, by number. */
export const STAGE_PURPOSES: Readonly<Record<number, string>> = {
  1: "What the business wants to keep, what harm means to it, and how much risk it takes.",
  2: "What the system is made of, in which versions, and what it depends on.",
  3: "Who uses it, what it keeps, where it is entered, and who may do what.",
  4: "Who would attack it and why, what is known of such attacks, and what they reach.",
  5: "What is weak, by rules and by scanners.",
  6: "How attackers get to what each objective depends on.",
  7: "What is at risk before and after what is done, and which changes help most.",
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

/** Return the stage to show before any is computed: that of the address, else the first without approval. */
export function outlineOf(
  outlines: readonly StageOutline[],
  named: unknown,
): StageOutline | undefined {
  const number = Number(named);
  return (
    outlines.find((one) => one.number === number) ??
    outlines.find((one) => !one.approved) ??
    outlines[0]
  );
}

/** The sections in which people write, before the stage is computed. */
export function sectionsOf(outline: StageOutline): StageSection[] {
  const empty = { about: "", empty: "", columns: [], count: 0, rows: [] };
  return outline.sections.map((section) => ({ ...section, ...empty }));
}

/** What the whole review says of itself: "3 of 7 stages approved, 1 stale". */
export function reviewProgress(stages: readonly Stage[]): string {
  const count = (status: StageStatus) => stages.filter((one) => one.status === status).length;
  const stale = count("stale");
  const approved = `${count("approved")} of ${stages.length} stages approved`;
  return stale > 0 ? `${approved}, ${stale} stale` : approved;
}
