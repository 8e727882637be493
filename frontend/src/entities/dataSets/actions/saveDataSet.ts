/** Adds a data set, or changes what is said of one. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { components } from "@/api/schema";
import type { Changed, DataSet } from "@/api/types";
import { undoOf } from "@/api/undoChange";

type Created = components["schemas"]["DataSetCreateRequest"];
export type DataSetChanges = components["schemas"]["PatchedDataSetUpdateRequest"];

export interface SaveDataSet {
  /** null: a new one. */
  id: string | null;
  name: string;
  changes: DataSetChanges;
  /** Where the new one is. */
  on?: Created["on"];
}

export type SavedDataSet = Changed & { data_set: DataSet };

export const saveDataSet: UndoableMutation<SaveDataSet, SavedDataSet> = {
  key: "save-data-set",
  run: (model, { id, name, changes, on }) =>
    id === null
      ? unwrap(
          api.POST("/api/models/{model}/data-sets/", {
            params: { path: { model } },
            body: { ...changes, name, ...(on && { on }) },
          }),
        )
      : unwrap(
          api.PATCH("/api/models/{model}/data-sets/{data_set}/", {
            params: { path: { model, data_set: id } },
            body: { ...changes, name },
          }),
        ),
  label: ({ id, name }) => (id === null ? `${name} added` : `${name} saved`),
  undo: (_, saved) => undoOf(saved),
};
