/** Keeps what was last heard of a job, from whichever answer or message that came. */
import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import type { Job } from "@/api/types";
import { isEnded } from "./jobState";

/** A job that has ended stays so: what was said of it earlier may come later. */
export function storeJob(client: QueryClient, job: Job): void {
  client.setQueryData<Job>(keys.job(job.id), (known) =>
    known && isEnded(known) && !isEnded(job) ? known : job,
  );
}
