/** Sets the day by which a mitigation is due, or takes it away. */

import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";
import { calendarDay } from "@/ui/time";
import { changeMitigation, patchMitigation } from "./changeMitigation";

export interface SetMitigationDue {
  number: number;
  /** ISO date, or null for none. */
  due: string | null;
  before: string | null;
}

export const setMitigationDue: UndoableMutation<SetMitigationDue, Mitigation> = {
  key: "set-mitigation-due",
  run: (model, { number, due }) => changeMitigation(model, number, { due }),
  label: ({ number, due }) =>
    due ? `M${number} is due on ${calendarDay(due)}` : `M${number} has no due date`,
  patch: (data, { number, due }) => patchMitigation(data, number, { due }),
  undo: ({ number, due, before }) =>
    undoWith(setMitigationDue, { number, due: before, before: due }),
};
