/** How each status of a threat, a mitigation, an acceptance or a job is named and drawn. */
import type { AcceptanceState, Job, MitigationStatus, ThreatStatus } from "@/api/types";
import { type StatusStyle, THREAT_STATUSES } from "./threatStatuses";

export type Status = ThreatStatus | MitigationStatus | AcceptanceState | Job["state"];

export const STATUS_STYLES: Readonly<Record<Status, StatusStyle>> = {
  ...THREAT_STATUSES,
  proposed: { label: "Proposed", tone: "neutral", fill: "dashed" },
  planned: { label: "Planned", tone: "accent", fill: "empty" },
  "in-progress": { label: "In progress", tone: "accent", fill: "half" },
  implemented: { label: "Implemented", tone: "good", fill: "full" },
  verified: { label: "Verified", tone: "good", fill: "tick" },
  rejected: { label: "Rejected", tone: "neutral", fill: "cross" },
  "asked-back": { label: "Asked back", tone: "warn", fill: "half" },
  active: { label: "Active", tone: "good", fill: "tick" },
  expiring: { label: "Expiring", tone: "warn", fill: "full" },
  expired: { label: "Expired", tone: "bad", fill: "empty" },
  revoked: { label: "Revoked", tone: "neutral", fill: "cross" },
  withdrawn: { label: "Withdrawn", tone: "neutral", fill: "dashed" },
  queued: { label: "Queued", tone: "neutral", fill: "dashed" },
  running: { label: "Running", tone: "accent", fill: "half" },
  succeeded: { label: "Done", tone: "good", fill: "tick" },
  failed: { label: "Failed", tone: "bad", fill: "cross" },
  canceled: { label: "Canceled", tone: "neutral", fill: "cross" },
};

/** The words people read for a status. */
export function statusLabel(status: Status): string {
  return STATUS_STYLES[status].label;
}
