/** Changes the title and the description of a mitigation. */

import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";
import { changeMitigation, patchMitigation } from "./changeMitigation";

interface Text {
  title: string;
  description: string;
}

export interface EditMitigation {
  number: number;
  text: Text;
  before: Text;
}

export const editMitigation: UndoableMutation<EditMitigation, Mitigation> = {
  key: "edit-mitigation",
  run: (model, { number, text }) => changeMitigation(model, number, text),
  label: ({ number }) => `M${number} saved`,
  patch: (data, { number, text }) => patchMitigation(data, number, text),
  undo: ({ number, text, before }) =>
    undoWith(editMitigation, { number, text: before, before: text }),
};
