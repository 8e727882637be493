/** Decides what a threat is: open, waiting for information, or not applicable because. */

import { isThreat, patched } from "@/api/cachePatch";
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { ThreatDetail, ThreatStatus } from "@/api/types";

export type Decision = Exclude<ThreatStatus, "mitigated" | "resolved">;

export interface SetThreatStatus {
  number: number;
  status: Decision;
  reason: string;
  before: { status: ThreatStatus; reason: string };
}

const WORDS: Record<Decision, string> = {
  open: "is open",
  "needs-info": "needs info",
  "not-applicable": "is not applicable",
};

export const setThreatStatus: UndoableMutation<SetThreatStatus, ThreatDetail> = {
  key: "set-threat-status",
  run: (model, { number, status, reason }) =>
    unwrap(
      api.PATCH("/api/models/{model}/threats/{number}/", {
        params: { path: { model, number } },
        body: { status, reason },
      }),
    ),
  label: ({ number, status }) => `T${number} ${WORDS[status]}`,
  patch: (data, { number, status, reason }) =>
    patched(data, isThreat(number), { status, status_reason: reason }),
  undo: ({ number, status, reason, before }) =>
    undoWith(setThreatStatus, {
      number,
      status: decisionBehind(before.status),
      reason: before.reason,
      before: { status, reason },
    }),
};

/** `mitigated` and `resolved` are computed by the server from an open threat. */
function decisionBehind(status: ThreatStatus): Decision {
  return status === "mitigated" || status === "resolved" ? "open" : status;
}
