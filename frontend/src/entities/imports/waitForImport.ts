/** Waits until a job knows whether anything in its files can be used. */
import { api, unwrap } from "@/api/client";
import { ApiError, isTransient } from "@/api/errors";
import type { Job } from "@/api/types";
import { isReading } from "./importJob";

const ASK_EVERY_MS = 400;

/**
 * Return the job once the files were read; `onProgress` is told of it meanwhile.
 *
 * Throws the message of the import when nothing could be used, and the reason of the signal once it is aborted.
 */
export async function waitForImport(
  job: Job,
  onProgress: (job: Job) => void,
  signal: AbortSignal,
): Promise<Job> {
  let now = job;
  while (isReading(now)) {
    onProgress(now);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    signal.throwIfAborted();
    now = await jobNow(now);
  }
  if (now.state === "canceled") throw new ApiError(400, "The import was canceled.");
  if (now.state === "failed") throw new ApiError(400, now.message);
  return now;
}

/** A server that does not answer for a moment ends no import. */
async function jobNow(job: Job): Promise<Job> {
  try {
    return await unwrap(api.GET("/api/jobs/{job}/", { params: { path: { job: job.id } } }));
  } catch (error) {
    if (isTransient(error)) return job;
    throw error;
  }
}
