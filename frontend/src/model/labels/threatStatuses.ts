/** The statuses of a threat in their order in lists: how each is shown, and how people set it. What each means is generated. */
import { THREAT_STATUSES as FACTS } from "@/api/catalogue.gen";
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
  /** How it is taken for several threats, and its key on the pages of threats. */
  triage: { label: string; key: string };
}

interface ThreatStatusInfo extends StatusStyle {
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
    decision: {
      hint: "To be dealt with",
      predicate: "is open",
      triage: { label: "Reopen", key: "o" },
    },
  },
  "needs-info": {
    label: "Needs info",
    tone: "warn",
    fill: "dashed",
    decision: {
      hint: "More information is needed",
      predicate: "needs info",
      triage: { label: "Needs info", key: "i" },
    },
  },
  "not-applicable": {
    label: "Not applicable",
    tone: "neutral",
    fill: "cross",
    decision: {
      hint: "Does not apply here, because",
      predicate: "is not applicable",
      triage: { label: "Not applicable", key: "n" },
    },
  },
  mitigated: {
    label: "Mitigated",
    tone: "good",
    fill: "tick",
    decision: null,
  },
  accepted: {
    label: "Accepted",
    tone: "warn",
    fill: "half",
    decision: null,
  },
  resolved: {
    label: "Resolved",
    tone: "neutral",
    fill: "tick",
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
  (status) => FACTS[status].risk === "fixed",
);

export const THREAT_DECISIONS: readonly ThreatDecision[] = THREAT_STATUS_ORDER.filter(isDecision);

/** Whether the threat wants work. */
export function isOpen(status: ThreatStatus): boolean {
  return FACTS[status].risk === "open";
}

/** Whether the threat is no risk any more. */
export function isClosed(status: ThreatStatus): boolean {
  return FACTS[status].risk === "fixed" || FACTS[status].risk === "none";
}

/** Whether people set the status; the server computes the others. */
export function isDecision(status: ThreatStatus): status is ThreatDecision {
  return THREAT_STATUSES[status].decision !== null;
}

/** Whether people set the status with a reason alone. */
export function needsReason(status: ThreatStatus): boolean {
  return FACTS[status].needsReason;
}

/** The recorded reason of a decision as a sentence, or null when the status has none. */
export function statusReason(threat: {
  status: ThreatStatus;
  status_reason: string;
}): string | null {
  const { label } = THREAT_STATUSES[threat.status];
  return needsReason(threat.status) && threat.status_reason
    ? `${label} because: ${threat.status_reason}`
    : null;
}
