/** Marks, edits and unmarks crown jewels. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { CrownJewel, CrownJewelValues } from "@/api/types";

export const addCrownJewel: UndoableMutation<CrownJewelValues, CrownJewel> = {
  key: "add-crown-jewel",
  run: (model, body) =>
    unwrap(
      api.POST("/api/models/{model}/attack-paths/crown-jewels/", {
        params: { path: { model } },
        body,
      }),
    ),
  label: ({ title }) => `${title} marked`,
  undo: ({ title }, { id, version }) => undoWith(deleteCrownJewel, { id, version, title }),
};

export interface EditCrownJewel {
  id: string;
  /** The version that was edited: the server refuses an edit of an older one. */
  version: number;
  values: CrownJewelValues;
  before: CrownJewelValues;
}

export const editCrownJewel: UndoableMutation<EditCrownJewel, CrownJewel> = {
  key: "edit-crown-jewel",
  run: (model, { id, version, values }) =>
    unwrap(
      api.PUT("/api/models/{model}/attack-paths/crown-jewels/{jewel}/", {
        params: { path: { model, jewel: id } },
        body: { ...values, version },
      }),
    ),
  label: ({ values }) => `${values.title} saved`,
  undo: ({ id, values, before }, { version }) =>
    undoWith(editCrownJewel, { id, version, values: before, before: values }),
};

export interface DeleteCrownJewel {
  id: string;
  version: number;
  title: string;
}

export const deleteCrownJewel: UndoableMutation<DeleteCrownJewel, unknown> = {
  key: "delete-crown-jewel",
  run: (model, { id, version }) =>
    unwrap(
      api.DELETE("/api/models/{model}/attack-paths/crown-jewels/{jewel}/", {
        params: { path: { model, jewel: id }, query: { version } },
      }),
    ),
  label: ({ title }) => `${title} is no crown jewel`,
  undo: ({ id }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/attack-paths/crown-jewels/{jewel}/restore/", {
          params: { path: { model, jewel: id } },
        }),
      ),
    patch: (data) => data,
  }),
};
