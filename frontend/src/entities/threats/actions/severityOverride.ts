/** Gives a threat another severity than its rule, with a reason, and takes that back. */

import { isThreat, patched } from "@/api/cachePatch";
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Severity, ThreatDetail } from "@/api/types";
import { severityLabel } from "@/model/graph/severity";

export interface OverrideSeverity {
  number: number;
  /** The version that the person saw: the server refuses an override of an older one. */
  version: number;
  severity: Severity;
  reason: string;
  /** The override before; null where the computed severity counted. */
  before: { severity: Severity; reason: string } | null;
}

export const overrideSeverity: UndoableMutation<OverrideSeverity, ThreatDetail> = {
  key: "override-severity",
  run: (model, { number, version, severity, reason }) =>
    unwrap(
      api.PUT("/api/models/{model}/threats/{number}/severity/", {
        params: { path: { model, number } },
        body: { version, severity, reason },
      }),
    ),
  label: ({ number, severity }) => `T${number} is ${severityLabel(severity).toLowerCase()}`,
  patch: (data, { number, severity }) => patched(data, isThreat(number), { severity }),
  undo: (done, { number, version }) =>
    done.before
      ? undoWith(overrideSeverity, {
          ...{ number, version, ...done.before },
          before: { severity: done.severity, reason: done.reason },
        })
      : undoWith(withdrawSeverity, { number, version, before: done }),
};

export interface WithdrawSeverity {
  number: number;
  version: number;
  /** The override that is withdrawn. */
  before: { severity: Severity; reason: string };
}

export const withdrawSeverity: UndoableMutation<WithdrawSeverity, ThreatDetail> = {
  key: "withdraw-severity",
  run: (model, { number, version }) =>
    unwrap(
      api.DELETE("/api/models/{model}/threats/{number}/severity/", {
        params: { path: { model, number }, query: { version } },
      }),
    ),
  label: ({ number }) => `T${number} has its computed severity again`,
  undo: ({ before: { severity, reason } }, { number, version }) =>
    undoWith(overrideSeverity, { number, version, severity, reason, before: null }),
};
