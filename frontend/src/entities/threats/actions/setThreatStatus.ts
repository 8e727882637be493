/** Decides what a threat is: open, waiting for information, or not applicable because. */

import { isThreat, patched } from "@/api/cachePatch";
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { ThreatDecision, ThreatDetail, ThreatStatus } from "@/api/types";
import { isDecision, THREAT_STATUSES } from "@/model/labels/threatStatuses";

export interface SetThreatStatus {
  number: number;
  status: ThreatDecision;
  reason: string;
  before: { status: ThreatStatus; reason: string };
}

export const setThreatStatus: UndoableMutation<SetThreatStatus, ThreatDetail> = {
  key: "set-threat-status",
  run: (model, { number, status, reason }) =>
    unwrap(
      api.PATCH("/api/models/{model}/threats/{number}/", {
        params: { path: { model, number } },
        body: { status, reason },
      }),
    ),
  label: ({ number, status }) => `T${number} ${THREAT_STATUSES[status].decision.predicate}`,
  patch: (data, { number, status, reason }) =>
    patched(data, isThreat(number), { status, status_reason: reason }),
  undo: ({ number, status, reason, before }) =>
    undoWith(setThreatStatus, {
      number,
      // The server computes the other statuses from an open threat.
      status: isDecision(before.status) ? before.status : "open",
      reason: before.reason,
      before: { status, reason },
    }),
};
