/** What can be done with selected threats: its name, its key, and the dialog that asks for the rest. */
import type { ThreatDecision } from "@/api/types";

export type TriageMode =
  | "open"
  | "needs-info"
  | "not-applicable"
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
  "not-applicable": {
    label: "Not applicable",
    key: "n",
    status: "not-applicable",
    ofPossible: false,
  },
  "needs-info": { label: "Needs info", key: "i", status: "needs-info", ofPossible: false },
  open: { label: "Reopen", key: "o", status: "open", ofPossible: false },
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
