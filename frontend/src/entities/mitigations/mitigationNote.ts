/** What stands behind the status of one mitigation, with the names and reasons of this one. */
import type { Mitigation } from "@/api/types";
import { type Note, proofNote } from "@/model/labels/statusEvidence";
import { exactTime } from "@/ui/time";

/** Return what stands behind the status of a mitigation: who confirmed it with what, or why no import can verify it. */
export function mitigationNote(mitigation: Mitigation): Note | null {
  const note = proofNote(mitigation.proof);
  if (note === null) return null;
  if (mitigation.proof === "approver") return { ...note, text: confirmation(mitigation) };
  if (mitigation.proof !== "manual") return note;
  const left = "It stays implemented until an approver or owner confirms it with evidence.";
  return { ...note, text: `No import can verify it: ${unprovable(mitigation)}. ${left}` };
}

/** "Confirmed by Anna on Nov 29, 2026, 2:42 PM, with a note and 2 attachments. No import has shown it." */
function confirmation(mitigation: Mitigation): string {
  const { verified_by: by, verified_at: at, evidence_count: count } = mitigation;
  const who = by ? `by ${by.name}` : "by an approver";
  const day = at ? ` on ${exactTime(new Date(at))}` : "";
  const attached = count === 1 ? "1 attachment" : `${count.toLocaleString("en-US")} attachments`;
  const evidence = [
    ...(mitigation.verification_note ? ["a note"] : []),
    ...(count > 0 ? [attached] : []),
  ];
  const shown = evidence.length > 0 ? `with ${evidence.join(" and ")}` : "without evidence";
  return `Confirmed ${who}${day}, ${shown}. No import has shown it.`;
}

/** Why no rule can see in files that the mitigation is done, and what would let one. */
function unprovable({ threats, control }: Mitigation): string {
  if (threats.length > 0 && threats.every((one) => one.manual)) {
    const [only] = threats;
    return threats.length === 1 && only
      ? `T${only.number} was written by a person, so no rule looks for it in the files`
      : "its threats were written by people, so no rule looks for them in the files";
  }
  if (!control) return "it names no control of the library, so no rule says which fact it changes";
  return "no file holds a fact that this control changes";
}
