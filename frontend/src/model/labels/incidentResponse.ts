/** What responses to incidents say: phases, lists, progress. No React. */
import type { ResponseRun, ResponseRunRow, ResponseStep } from "@/api/types";

export const PHASE_LABELS: Readonly<Record<ResponseStep["phase"], string>> = {
  analysis: "Analysis",
  containment: "Containment",
  eradication: "Eradication",
  recovery: "Recovery",
  "post-incident": "Post-incident",
};

export const STEP_STATE_LABELS: Readonly<Record<ResponseStep["state"], string>> = {
  open: "Open",
  done: "Done",
  skipped: "Skipped",
};

export const LIST_LABELS: Readonly<Record<ResponseStep["lists"][number]["list"], string>> = {
  workloads: "Workloads",
  scalable: "Workloads that can be scaled",
  suspendable: "Jobs",
  containers: "Containers",
  pinned: "Containers pinned by digest",
  unpinned: "Containers not pinned by digest",
  images: "Images",
  secrets: "Secrets",
  accounts: "Service accounts",
  volumes: "Volumes",
  networks: "Networks",
  called: "Connects to",
  sharing: "Others that read these secrets",
  readers: "Other readers",
  restartable: "Workloads that can be restarted",
  builders: "Built by",
  derived: "Images based on it",
};

/** "3 of 14 steps finished" */
export function finishedText({ finished, steps_count: all }: ResponseRunRow): string {
  return `${finished} of ${all} steps finished`;
}

/** How many steps are done or skipped. */
export function finishedCount(steps: readonly Pick<ResponseStep, "state">[]): number {
  return steps.filter(({ state }) => state !== "open").length;
}

/** The place of the first step that is open; null once all are finished or the response is closed. */
export function nextPlace({ state, steps }: Pick<ResponseRun, "state" | "steps">): number | null {
  if (state === "closed") return null;
  return steps.find((step) => step.state === "open")?.place ?? null;
}
