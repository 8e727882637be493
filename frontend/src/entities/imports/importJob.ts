/** What the state of an import means for the page. No React. */
import type { ImportResult, Job, Problem } from "@/api/types";
import { isEnded } from "@/entities/jobs/jobState";
import { counted } from "@/model/labels/counted";

/** How often to ask for a job when the socket may not tell: often without it, rarely with it, never at the end. */
export function pollMs(job: Job | undefined, socketOpen: boolean): number | false {
  if (job && isEnded(job)) return false;
  return socketOpen ? 4_000 : 1_000;
}

const READING = new Set(["", "reading"]);

/** Whether it is not known yet if anything in the files can be used. */
export function isReading(job: Pick<Job, "state" | "stage">): boolean {
  return !isEnded(job) && READING.has(job.stage);
}

/** "12 added, 3 changed, 1 gone"; "Nothing changed" when the files say what is known already. */
export function changesText(result: ImportResult): string {
  const parts = (["added", "changed", "gone"] as const)
    .filter((key) => (result[key] ?? 0) > 0)
    .map((key) => `${result[key]?.toLocaleString("en-US")} ${key}`);
  return parts.length > 0 ? parts.join(", ") : "Nothing changed";
}

const PROVED = [
  ["verified", "Verified"],
  ["reopened", "Reopened"],
  ["contradicted", "Implemented, but the files still show the fault"],
] as const;

export interface ProofLine {
  label: string;
  /** Of mitigations. */
  numbers: readonly number[];
}

/** Return what the import says of mitigations, a line for each thing it says. */
export function proofLines(result: ImportResult): ProofLine[] {
  return PROVED.map(([key, label]) => ({ label, numbers: result[key] ?? [] })).filter(
    ({ numbers }) => numbers.length > 0,
  );
}

/** Seconds between start and end, as "1.4 s" or "2 min"; "" while it runs. */
export function durationText(job: Pick<Job, "started_at" | "finished_at">): string {
  if (!job.started_at || !job.finished_at) return "";
  const seconds = (Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

/** What happens at the moment, for people. */
export function stageText(job: Pick<Job, "state" | "stage">): string {
  if (job.state === "queued") return "Waiting for a free worker";
  const stage = job.stage || "working";
  return stage.charAt(0).toUpperCase() + stage.slice(1);
}

/** The problems that the message of a job does not tell already: a failed import ends with its first one. */
export function remainingProblems(job: Pick<Job, "message" | "problems">): Job["problems"] {
  return job.problems.filter((problem) => !job.message.includes(problem.message));
}

const SEVERITIES = [
  ["error", "error"],
  ["warning", "warning"],
  ["info", "note"],
] as const;

/** "1 error, 3 notes", and nothing without any: most are notes, which are no reason to worry. */
export function countedProblems(problems: readonly Problem[]): string {
  return SEVERITIES.map(([severity, word]) => {
    const count = problems.filter((one) => one.severity === severity).length;
    return count > 0 ? counted(count, word) : "";
  })
    .filter(Boolean)
    .join(", ");
}
