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

interface Said {
  owasp: OwaspAnswers;
  vector: string;
}

export interface RateThreat extends Said {
  number: number;
  version: number;
  before: Said;
}

export const rateThreat: UndoableMutation<RateThreat, ThreatDetail> = {
  key: "rate-threat",
  run: (model, { number, version, owasp, vector }) =>
    unwrap(
      api.PUT("/api/models/{model}/threats/{number}/risk-rating/", {
        params: { path: { model, number } },
        body: { version, owasp, vector },
      }),
    ),
  label: ({ number }) => `The risk of T${number} was rated`,
  undo: ({ number, owasp, vector, before }, { version }) =>
    undoWith(rateThreat, { ...before, number, version, before: { owasp, vector } }),
};

/** What people say of this threat alone. */
export function saidOf({ owasp, cvss }: ThreatDetail["risk"]): Said {
  const own = owasp?.factors.filter(({ source }) => source === "threat") ?? [];
  return {
    owasp: Object.fromEntries(own.map(({ id, value }) => [id, value ?? 0])),
    vector: cvss && !cvss.finding ? cvss.vector : "",
  };
}
