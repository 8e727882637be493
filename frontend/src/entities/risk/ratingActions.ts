/** Changes how a model is rated, and what people say of the risk of a threat; each with its way back. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { OwaspAnswers, RiskMethod, ThreatDetail } from "@/api/types";
import { METHOD_LABELS } from "@/model/labels/risk";

interface Method {
  method: RiskMethod["method"];
  owasp: OwaspAnswers;
}

export interface SetMethod extends Method {
  /** The version that the person saw: the server refuses a change of an older one. */
  version: number;
  before: Method;
}

export const setRiskMethod: UndoableMutation<SetMethod, RiskMethod> = {
  key: "set-risk-method",
  run: (model, { method, owasp, version }) =>
    unwrap(
      api.PUT("/api/models/{model}/risk-method/", {
        params: { path: { model } },
        body: { method, owasp, version },
      }),
    ),
  label: ({ method }) => `Risk is rated by: ${METHOD_LABELS[method]}`,
  undo: ({ method, owasp, before }, { version }) =>
    undoWith(setRiskMethod, { ...before, version, before: { method, owasp } }),
};

/** By the method of the model; what was said under the other one stays. */
type Said = { owasp: OwaspAnswers; vector?: never } | { vector: string; owasp?: never };

export interface RateThreat {
  number: number;
  version: number;
  said: Said;
  before: Said;
}

export const rateThreat: UndoableMutation<RateThreat, ThreatDetail> = {
  key: "rate-threat",
  run: (model, { number, version, said }) =>
    unwrap(
      api.PUT("/api/models/{model}/threats/{number}/risk-rating/", {
        params: { path: { model, number } },
        body: { version, ...said },
      }),
    ),
  label: ({ number }) => `The risk of T${number} was rated`,
  undo: ({ number, said, before }, { version }) =>
    undoWith(rateThreat, { number, version, said: before, before: said }),
};

/** What people say of this threat alone. */
export function saidOf({ method, owasp, cvss }: ThreatDetail["risk"]): Said {
  if (method === "cvss") return { vector: cvss && !cvss.finding ? cvss.vector : "" };
  const own = owasp?.factors.filter(({ source }) => source === "threat") ?? [];
  return { owasp: Object.fromEntries(own.map(({ id, value }) => [id, value ?? 0])) };
}
