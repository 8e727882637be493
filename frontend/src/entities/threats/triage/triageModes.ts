/** What can be done with selected threats: its name, its key, and the dialog that asks for the rest. */
import type { ThreatDecision } from "@/api/types";
import { THREAT_DECISIONS, THREAT_STATUSES } from "@/model/labels/threatStatuses";

export type TriageMode =
  | ThreatDecision
  | "assign"
  | "due"
  | "tags"
  | "mitigate"
  | "comment"
  | "duplicate";

interface TriageModeInfo {
  label: string;
  /** Key on the pages of threats. */
  key?: string;
  /** The decision that it takes. */
  status?: ThreatDecision;
  /** Also of threats that are only possible. */
  ofPossible: boolean;
}

export const TRIAGE_MODES: Readonly<Record<TriageMode, TriageModeInfo>> = {
  ...byDecision((status) => ({
    ...THREAT_STATUSES[status].decision.triage,
    status,
    ofPossible: false,
  })),
  assign: { label: "Assign", key: "a", ofPossible: true },
  due: { label: "Due date", key: "d", ofPossible: true },
  mitigate: { label: "Mitigate", key: "m", ofPossible: true },
  tags: { label: "Tag", key: "t", ofPossible: true },
  comment: { label: "Comment", key: "c", ofPossible: true },
  duplicate: { label: "Duplicate of", ofPossible: true },
};

export const TRIAGE_ORDER = Object.keys(TRIAGE_MODES) as readonly TriageMode[];

/** Which modes there are for found threats, or for possible ones: these have keys of their own. */
export function modesFor(possible: boolean): readonly TriageMode[] {
  return TRIAGE_ORDER.filter((mode) => !possible || TRIAGE_MODES[mode].ofPossible);
}

/** A table with an entry for each decision; what closes threats comes first, to reopen them last. */
export function byDecision<Entry>(
  entry: (status: ThreatDecision) => Entry,
): Record<ThreatDecision, Entry> {
  const entries = [...THREAT_DECISIONS].reverse().map((status) => [status, entry(status)]);
  return Object.fromEntries(entries) as Record<ThreatDecision, Entry>;
}
