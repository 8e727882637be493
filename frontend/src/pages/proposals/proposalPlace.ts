/** Where the thing is shown that a proposal is about. No React. */
import type { Proposal } from "@/api/types";
import { linkToSubject } from "@/model/labels/subjectLinks";

/** Return the link to the element of an answer or flow, or to the first threat of a mitigation. */
export function placeOf(model: string, { answer, flow, mitigation, result }: Proposal) {
  const made = result?.mitigation;
  if (made) {
    return {
      to: "/m/$model/mitigations",
      params: { model },
      search: { open: String(made) },
    } as const;
  }
  const [threat] = mitigation?.threats ?? [];
  if (threat) {
    const params = { model, number: String(threat.number) };
    return { to: "/m/$model/threats/$number", params } as const;
  }
  const subject = answer?.subject ?? flow?.source;
  if (subject?.kind) return linkToSubject(model, { ...subject, kind: subject.kind });
  return { to: "/m/$model/history", params: { model } } as const;
}
