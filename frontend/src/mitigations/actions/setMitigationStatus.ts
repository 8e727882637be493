/** Moves a mitigation to another status. */
import type { Mitigation, MitigationStatus } from "../../api/types";
import { type Step, undoBy } from "../../model/step";
import { statusLabel } from "../../ui/StatusBadge";
import { changeMitigation, patchMitigation } from "./changeMitigation";

export interface SetMitigationStatus {
  number: number;
  status: MitigationStatus;
  before: MitigationStatus;
}

export const setMitigationStatus: Step<SetMitigationStatus, Mitigation> = {
  key: "set-mitigation-status",
  run: (model, { number, status }) => changeMitigation(model, number, { status }),
  label: ({ number, status }) => `M${number}: ${statusLabel(status).toLowerCase()}`,
  patch: (data, { number, status }) => patchMitigation(data, number, { status }),
  undo: ({ number, status, before }) =>
    undoBy(setMitigationStatus, { number, status: before, before: status }),
};
