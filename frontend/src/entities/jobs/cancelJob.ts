/** Cancels a background job, and has one done again. No React. */
import { api, unwrap } from "@/api/client";
import type { Job } from "@/api/types";

/** Return the job as it is then; throws a conflict where it is too late. */
export function cancelJob(model: string, job: string): Promise<Job> {
  return unwrap(
    api.POST("/api/models/{model}/jobs/{job}/cancel/", { params: { path: { model, job } } }),
  );
}

/** Return the job that does the same once more. */
export async function repeatJob(model: string, job: string): Promise<Job> {
  const params = { path: { model, job } };
  return (await unwrap(api.POST("/api/models/{model}/jobs/{job}/repeat/", { params }))).job;
}
