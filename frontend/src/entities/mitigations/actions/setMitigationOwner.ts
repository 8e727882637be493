/** Gives a mitigation to somebody, or to nobody. */

import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation, Person } from "@/api/types";
import { changeMitigation, patchMitigation } from "./changeMitigation";

export interface SetMitigationOwner {
  number: number;
  owner: Person | null;
  before: Person | null;
}

export const setMitigationOwner: UndoableMutation<SetMitigationOwner, Mitigation> = {
  key: "set-mitigation-owner",
  run: (model, { number, owner }) => changeMitigation(model, number, { owner }),
  label: ({ number, owner }) =>
    owner ? `M${number} belongs to ${owner.name || owner.email}` : `M${number} has no owner`,
  patch: (data, { number, owner }) => patchMitigation(data, number, { owner }),
  undo: ({ number, owner, before }) =>
    undoWith(setMitigationOwner, { number, owner: before, before: owner }),
};
