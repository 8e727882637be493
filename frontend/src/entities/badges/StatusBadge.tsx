/** The status of a threat, a mitigation or a job: a word with a mark whose fill shows how far along it is. */
import type { Job, MitigationStatus, ThreatStatus } from "@/api/types";
import classes from "./StatusBadge.module.css";

export type Status = ThreatStatus | MitigationStatus | Job["state"];

type Tone = "neutral" | "accent" | "good" | "warn" | "bad";
type Fill = "empty" | "dashed" | "half" | "full" | "tick" | "cross";

const LOOKS: Readonly<Record<Status, readonly [label: string, tone: Tone, fill: Fill]>> = {
  open: ["Open", "bad", "empty"],
  "needs-info": ["Needs info", "warn", "dashed"],
  "not-applicable": ["Not applicable", "neutral", "cross"],
  mitigated: ["Mitigated", "good", "tick"],
  resolved: ["Resolved", "neutral", "tick"],
  proposed: ["Proposed", "neutral", "dashed"],
  planned: ["Planned", "accent", "empty"],
  "in-progress": ["In progress", "accent", "half"],
  implemented: ["Implemented", "good", "full"],
  verified: ["Verified", "good", "tick"],
  rejected: ["Rejected", "neutral", "cross"],
  queued: ["Queued", "neutral", "dashed"],
  running: ["Running", "accent", "half"],
  succeeded: ["Done", "good", "tick"],
  failed: ["Failed", "bad", "cross"],
};

const PATHS: Readonly<Record<Fill, string>> = {
  empty: "",
  dashed: "",
  half: "M7 3.2a3.8 3.8 0 0 1 0 7.6z",
  full: "M7 3.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z",
  tick: "M4.4 7.2 6.2 9l3.4-3.8",
  cross: "M5 5l4 4M9 5l-4 4",
};

/** The words people read for a status. */
export function statusLabel(status: Status): string {
  return LOOKS[status][0];
}

export function StatusBadge({ status }: { status: Status }) {
  const [label, tone, fill] = LOOKS[status];
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
