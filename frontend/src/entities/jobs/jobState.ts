/** What the state of a background job means for pages. No React. */
import type { Job } from "@/api/types";

export function isEnded(job: Pick<Job, "state">): boolean {
  return job.state !== "queued" && job.state !== "running";
}
