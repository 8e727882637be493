/** The statuses of stages, which stage an address names, and how far the review is. No React. */
import type { Stage, StageStatus } from "@/api/types";

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
