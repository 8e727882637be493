/** The statuses of a threat in their order in lists: how each is shown, what it says of the risk, and what people may set. */
import type { ThreatDecision, ThreatStatus } from "@/api/types";

export type StatusTone = "neutral" | "accent" | "good" | "warn" | "bad";
export type StatusFill = "empty" | "dashed" | "half" | "full" | "tick" | "cross";

export interface StatusStyle {
  label: string;
  tone: StatusTone;
  /** The mark before the label; it shows how far along the status is. */
  fill: StatusFill;
}

interface DecisionInfo {
  hint: string;
  /** Follows the number of the threat. */
  predicate: string;
  needsReason: boolean;
  /** How it is taken for several threats, and its key on the pages of threats. */
  triage: { label: string; key: string };
}

interface ThreatStatusInfo extends StatusStyle {
  /** What it says of the risk: it wants work, is accepted, was removed by work, or was none; as on the server. */
  risk: "open" | "accepted" | "fixed" | "none";
  /** null where the server computes the status. */
  decision: DecisionInfo | null;
}

type ThreatStatusTable = {
  readonly [Status in ThreatStatus]: ThreatStatusInfo & {
    decision: Status extends ThreatDecision ? DecisionInfo : null;
  };
};

export const THREAT_STATUSES: ThreatStatusTable = {
  open: {
    label: "Open",
    tone: "bad",
    fill: "empty",
    risk: "open",
    decision: {
      hint: "To be dealt with",
      predicate: "is open",
      needsReason: false,
      triage: { label: "Reopen", key: "o" },
    },
  },
  "needs-info": {
    label: "Needs info",
    tone: "warn",
    fill: "dashed",
    risk: "open",
    decision: {
      hint: "More information is needed",
      predicate: "needs info",
      needsReason: false,
      triage: { label: "Needs info", key: "i" },
    },
  },
  "not-applicable": {
    label: "Not applicable",
    tone: "neutral",
    fill: "cross",
    risk: "none",
    decision: {
      hint: "Does not apply here, because",
      predicate: "is not applicable",
      needsReason: true,
      triage: { label: "Not applicable", key: "n" },
    },
  },
  mitigated: {
    label: "Mitigated",
    tone: "good",
    fill: "tick",
    risk: "fixed",
    decision: null,
  },
  accepted: {
    label: "Accepted",
    tone: "warn",
    fill: "half",
    risk: "accepted",
    decision: null,
  },
  resolved: {
    label: "Resolved",
    tone: "neutral",
    fill: "tick",
    risk: "fixed",
    decision: null,
  },
};

export const THREAT_STATUS_ORDER = Object.keys(THREAT_STATUSES) as readonly ThreatStatus[];

export const OPEN_THREAT_STATUSES: readonly ThreatStatus[] = THREAT_STATUS_ORDER.filter(isOpen);

/** To accept a risk does not remove it. */
export const AT_RISK_THREAT_STATUSES: readonly ThreatStatus[] = THREAT_STATUS_ORDER.filter(
  (status) => !isClosed(status),
);

export const FIXED_THREAT_STATUSES: readonly ThreatStatus[] = THREAT_STATUS_ORDER.filter(
  (status) => THREAT_STATUSES[status].risk === "fixed",
);

export const THREAT_DECISIONS: readonly ThreatDecision[] = THREAT_STATUS_ORDER.filter(isDecision);

/** Whether the threat wants work. */
export function isOpen(status: ThreatStatus): boolean {
  return THREAT_STATUSES[status].risk === "open";
}

/** Whether the threat is no risk any more. */
export function isClosed(status: ThreatStatus): boolean {
  return THREAT_STATUSES[status].risk === "fixed" || THREAT_STATUSES[status].risk === "none";
}

/** Whether people set the status; the server computes the others. */
export function isDecision(status: ThreatStatus): status is ThreatDecision {
  return THREAT_STATUSES[status].decision !== null;
}

/** The recorded reason of a decision as a sentence, or null when the status has none. */
export function statusReason(threat: {
  status: ThreatStatus;
  status_reason: string;
}): string | null {
  const { label, decision } = THREAT_STATUSES[threat.status];
  return decision?.needsReason && threat.status_reason
    ? `${label} because: ${threat.status_reason}`
    : null;
}
