/** The status of a threat, a mitigation, an acceptance or a job: a word with a mark whose fill shows how far along it is. */
import type { AcceptanceState, Job, MitigationStatus, ThreatStatus } from "@/api/types";
import { type StatusFill, type StatusStyle, THREAT_STATUSES } from "@/model/labels/threatStatuses";
import classes from "./StatusBadge.module.css";

export type Status = ThreatStatus | MitigationStatus | AcceptanceState | Job["state"];

const STYLES: Readonly<Record<Status, StatusStyle>> = {
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
};

const PATHS: Readonly<Record<StatusFill, string>> = {
  empty: "",
  dashed: "",
  half: "M7 3.2a3.8 3.8 0 0 1 0 7.6z",
  full: "M7 3.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z",
  tick: "M4.4 7.2 6.2 9l3.4-3.8",
  cross: "M5 5l4 4M9 5l-4 4",
};

/** The words people read for a status. */
export function statusLabel(status: Status): string {
  return STYLES[status].label;
}

export function StatusBadge({ status }: { status: Status }) {
  const { label, tone, fill } = STYLES[status];
  const line = fill === "tick" || fill === "cross";
  return (
    <span className={classes.badge} data-tone={tone}>
      <svg className={classes.mark} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle
          cx="7"
          cy="7"
          r="5.6"
          fill="none"
          strokeDasharray={fill === "dashed" ? "2.2 1.8" : undefined}
        />
        {PATHS[fill] && (
          <path
            d={PATHS[fill]}
            fill={line ? "none" : "currentColor"}
            stroke={line ? "currentColor" : "none"}
          />
        )}
      </svg>
      {label}
    </span>
  );
}
