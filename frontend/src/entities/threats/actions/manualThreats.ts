/** Adds, edits and deletes threats that people write themselves. */

import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { ManualThreat, ThreatDetail } from "@/api/types";

export const addThreat: UndoableMutation<ManualThreat, ThreatDetail> = {
  key: "add-threat",
  run: (model, body) =>
    unwrap(api.POST("/api/models/{model}/threats/", { params: { path: { model } }, body })),
  label: (_, { number }) => `T${number} added`,
  undo: (_, { number, version }) => undoWith(deleteThreat, { number, version }),
};

export interface EditThreat {
  number: number;
  /** The version that was edited: the server refuses an edit of an older one. */
  version: number;
  values: ManualThreat;
  before: ManualThreat;
}

export const editThreat: UndoableMutation<EditThreat, ThreatDetail> = {
  key: "edit-threat",
  run: (model, { number, version, values }) =>
    unwrap(
      api.PUT("/api/models/{model}/threats/{number}/", {
        params: { path: { model, number } },
        body: { ...values, version },
      }),
    ),
  label: ({ number }) => `T${number} saved`,
  undo: ({ number, values, before }, { version }) =>
    undoWith(editThreat, { number, version, values: before, before: values }),
};

export interface DeleteThreat {
  number: number;
  version: number;
}

export const deleteThreat: UndoableMutation<DeleteThreat, unknown> = {
  key: "delete-threat",
  run: (model, { number, version }) =>
    unwrap(
      api.DELETE("/api/models/{model}/threats/{number}/", {
        params: { path: { model, number }, query: { version } },
      }),
    ),
  label: ({ number }) => `T${number} deleted`,
  undo: ({ number }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/threats/{number}/restore/", {
          params: { path: { model, number } },
        }),
      ),
    patch: (data) => data,
  }),
};
