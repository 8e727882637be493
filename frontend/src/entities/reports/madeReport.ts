/** Has a report made and waits for its file. No React. */
import { api, unwrap } from "@/api/client";
import { ApiError, isTransient } from "@/api/errors";
import type { ReportRequest, ReportRow } from "@/api/types";

const ASK_EVERY_MS = 800;

export function isMade(report: Pick<ReportRow, "state">): boolean {
  return report.state !== "waiting" && report.state !== "running";
}

export function fileAddress(model: string, report: Pick<ReportRow, "id">): string {
  return `/api/models/${model}/reports/${report.id}/file/`;
}

/** Return the report once its file is ready. Throws why it could not be made, and the reason of the signal. */
export async function madeReport(
  model: string,
  body: ReportRequest,
  signal: AbortSignal,
): Promise<ReportRow> {
  let now: ReportRow = await unwrap(
    api.POST("/api/models/{model}/reports/", { params: { path: { model } }, body }),
  );
  while (!isMade(now)) {
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    signal.throwIfAborted();
    now = await reportNow(model, now);
  }
  if (now.state !== "ready") throw new ApiError(400, now.message);
  return now;
}

/** A server that does not answer for a moment ends no report. */
async function reportNow(model: string, report: ReportRow): Promise<ReportRow> {
  const params = { path: { model, report: report.id } };
  try {
    return await unwrap(api.GET("/api/models/{model}/reports/{report}/", { params }));
  } catch (error) {
    if (isTransient(error)) return report;
    throw error;
  }
}
