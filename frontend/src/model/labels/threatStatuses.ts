/** The statuses of a threat in their order in lists: how each is shown, what counts as open, and what people may set. */
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
}

interface ThreatStatusInfo extends StatusStyle {
  /** Waits for somebody; as the server counts open threats. */
  isOpen: boolean;
  /** Needs no more work. */
  isClosed: boolean;
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
    isOpen: true,
    isClosed: false,
    decision: { hint: "To be dealt with", predicate: "is open", needsReason: false },
  },
  "needs-info": {
    label: "Needs info",
    tone: "warn",
    fill: "dashed",
    isOpen: true,
    isClosed: false,
    decision: { hint: "More information is needed", predicate: "needs info", needsReason: false },
  },
  "not-applicable": {
    label: "Not applicable",
    tone: "neutral",
    fill: "cross",
    isOpen: false,
    isClosed: true,
    decision: {
      hint: "Does not apply here, because",
      predicate: "is not applicable",
      needsReason: true,
    },
  },
  mitigated: {
    label: "Mitigated",
    tone: "good",
    fill: "tick",
    isOpen: false,
    isClosed: false,
    decision: null,
  },
  accepted: {
    label: "Accepted",
    tone: "warn",
    fill: "half",
    isOpen: false,
    isClosed: false,
    decision: null,
  },
  resolved: {
    label: "Resolved",
    tone: "neutral",
    fill: "tick",
    isOpen: false,
    isClosed: true,
    decision: null,
  },
};

export const THREAT_STATUS_ORDER = Object.keys(THREAT_STATUSES) as readonly ThreatStatus[];

export const OPEN_THREAT_STATUSES: readonly ThreatStatus[] = THREAT_STATUS_ORDER.filter(
  (status) => THREAT_STATUSES[status].isOpen,
);

export const THREAT_DECISIONS: readonly ThreatDecision[] = THREAT_STATUS_ORDER.filter(isDecision);

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
