/** Mitigations that apply a control, in groups by status. No React. */
import type { Applied, ControlDetail, MitigationStatus } from "@/api/types";
import { MITIGATION_STATUSES } from "@/model/labels/mitigations";

export interface StatusGroup {
  status: MitigationStatus;
  /** Of all that apply the control; fewer may be named. */
  count: number;
  mitigations: Applied[];
}

/** Return a group for each status that occurs, in the order of the work. */
export function mitigationsByStatus(
  control: Pick<ControlDetail, "statuses" | "mitigations">,
): StatusGroup[] {
  return MITIGATION_STATUSES.map((status) => ({
    status,
    count: control.statuses[status] ?? 0,
    mitigations: control.mitigations.filter((mitigation) => mitigation.status === status),
  })).filter(({ count }) => count > 0);
}
