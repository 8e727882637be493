/** What stands behind a status, in words: whether files show it, a person says it, or it is only done. No React. */
import type { Mitigation, ThreatRow, TreatedThreat } from "@/api/types";
import { formatValue } from "./facts";

export type Tone = "good" | "warn" | "bad" | "neutral";

export interface Note {
  /** For a narrow place. */
  short: string;
  text: string;
  tone: Tone;
}

type State = ThreatRow["evidence_state"];

const THREATS: Readonly<Record<Exclude<State, "">, Note>> = {
  file: {
    short: "Fixed in the files",
    text: "An import shows that the facts have changed.",
    tone: "good",
  },
  statement: {
    short: "By a person's word",
    text: "Resolved by what a person says; no import has shown it.",
    tone: "warn",
  },
  removal: {
    short: "Element removed",
    text: "The element or flow is no longer there.",
    tone: "neutral",
  },
  rule: { short: "Rule removed", text: "Its rule was deleted or switched off.", tone: "neutral" },
  other: {
    short: "Surroundings changed",
    text: "Something around it changed, so the rule no longer applies.",
    tone: "neutral",
  },
  "not-seen": {
    short: "Not yet seen in the files",
    text: "Implemented, not yet seen in the files. An import of the same files, under the same names, will show it.",
    tone: "warn",
  },
  contradicted: {
    short: "The files still show it",
    text: "Implemented, but the newest import still shows the fault.",
    tone: "bad",
  },
  "facts-hold": {
    short: "The facts still hold",
    text: "The facts below still hold; its mitigations reduce the risk without changing them.",
    tone: "neutral",
  },
};

/** Return what stands behind the status of a threat, or null where the status says it all. */
export function threatNote(state: State): Note | null {
  return state === "" ? null : THREATS[state];
}

const PROOFS: Readonly<Record<Exclude<Mitigation["proof"], "">, Note>> = {
  import: { short: "Verified by an import", text: "Verified by an import.", tone: "good" },
  approver: { short: "Verified by hand", text: "Verified by an approver.", tone: "neutral" },
  "not-seen": THREATS["not-seen"],
  contradicted: THREATS.contradicted,
  manual: {
    short: "To be verified by hand",
    text: "Files cannot show this control. An approver verifies it by hand.",
    tone: "neutral",
  },
};

/** Return what stands behind the status of a mitigation, or null where it is not done. */
export function proofNote(proof: Mitigation["proof"]): Note | null {
  return proof === "" ? null : PROOFS[proof];
}

/** Return what the newest import that spoke of a treated threat shows: "Privileged: no, docker-compose.yml:4". */
export function confirmedText(threat: Pick<TreatedThreat, "seen" | "seen_facts">): string {
  if (threat.seen === "") return "";
  return threat.seen_facts
    .map((fact) => {
      const place = fact.line ? `${fact.file}:${fact.line}` : fact.file;
      return `${fact.label}: ${brief(fact.value)}${place ? `, ${place}` : ""}`;
    })
    .join("; ");
}

/** A list is counted: the place in the file shows its items. */
function brief(value: unknown): string {
  if (!Array.isArray(value)) return formatValue(value);
  return value.length === 1 ? "1 entry" : `${value.length} entries`;
}
