/** What can be done with reports: make, make again, stop and delete them. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ReportRequest, ReportRow } from "@/api/types";
import { useCancelJob } from "@/entities/jobs/useCancelJob";
import { toast } from "@/ui/toast";
import { reportsKey } from "./queries";

export function useReportActions(model: string) {
  const client = useQueryClient();
  const shared = { onSettled: () => client.invalidateQueries({ queryKey: reportsKey(model) }) };
  const make = useMutation({
    mutationFn: (body: ReportRequest) => request(model, body),
    ...shared,
  });
  const retry = useMutation({
    mutationFn: async (report: ReportRow) => {
      await request(model, requestOf(report));
      await remove(model, report);
    },
    onError: toast.error,
    ...shared,
  });
  const cancel = useCancelJob();
  const drop = useMutation({
    mutationFn: (report: ReportRow) => remove(model, report),
    onSuccess: () => toast.success("The report was deleted."),
    onError: toast.error,
    ...shared,
  });
  return { make, retry, cancel, drop };
}

/** Return the request that leads to the same report again. */
export function requestOf(report: ReportRow): ReportRequest {
  const { format, sections, since, version, classification, template } = report;
  return { format, sections, since, version, classification, template: template?.id ?? null };
}

function request(model: string, body: ReportRequest) {
  return unwrap(api.POST("/api/models/{model}/reports/", { params: { path: { model } }, body }));
}

function remove(model: string, { id }: ReportRow) {
  const params = { path: { model, report: id } };
  return unwrap(api.DELETE("/api/models/{model}/reports/{report}/", { params }));
}
