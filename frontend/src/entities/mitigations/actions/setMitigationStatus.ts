/** Moves a mitigation to another status; one that is verified by hand says what was looked at. */

import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation, MitigationStatus } from "@/api/types";
import { statusLabel } from "@/entities/badges/StatusBadge";
import { changeMitigation, patchMitigation } from "./changeMitigation";

interface Stage {
  status: MitigationStatus;
  /** What the approver looked at; empty for every other status. */
  note: string;
}

export interface SetMitigationStatus extends Stage {
  number: number;
  before: Stage;
}

export const setMitigationStatus: UndoableMutation<SetMitigationStatus, Mitigation> = {
  key: "set-mitigation-status",
  run: (model, { number, status, note }) => changeMitigation(model, number, bodyOf(status, note)),
  label: ({ number, status }) => `M${number}: ${statusLabel(status).toLowerCase()}`,
  patch: (data, { number, status, note }) => patchMitigation(data, number, bodyOf(status, note)),
  undo: ({ number, status, note, before }) =>
    undoWith(setMitigationStatus, { number, ...before, before: { status, note } }),
};

function bodyOf(status: MitigationStatus, note: string) {
  return status === "verified" ? { status, verification_note: note } : { status };
}
