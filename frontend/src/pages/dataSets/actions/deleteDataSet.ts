/** Deletes a data set, and its name wherever it stands. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Changed } from "@/api/types";
import { undoOf } from "@/api/undoChange";

export interface DeleteDataSet {
  id: string;
  name: string;
}

export const deleteDataSet: UndoableMutation<DeleteDataSet, Changed> = {
  key: "delete-data-set",
  run: (model, { id }) =>
    unwrap(
      api.DELETE("/api/models/{model}/data-sets/{data_set}/", {
        params: { path: { model, data_set: id } },
      }),
    ),
  label: ({ name }) => `${name} deleted`,
  undo: (_, changed) => undoOf(changed),
};
