/** Describes, edits and deletes attackers; of a built-in one, the changes that this model makes to it. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Attacker, AttackerValues } from "@/api/types";

export const addAttacker: UndoableMutation<AttackerValues, Attacker> = {
  key: "add-attacker",
  run: (model, body) =>
    unwrap(
      api.POST("/api/models/{model}/attack-paths/attackers/", {
        params: { path: { model } },
        body,
      }),
    ),
  label: ({ name }) => `${name} added`,
  undo: ({ name }, { id, version }) => undoWith(deleteAttacker, { id, version, name }),
};

export interface EditAttacker {
  id: string;
  /** The version that was edited: the server refuses an edit of an older one. */
  version: number;
  values: AttackerValues;
  before: AttackerValues;
}

export const editAttacker: UndoableMutation<EditAttacker, Attacker> = {
  key: "edit-attacker",
  run: (model, { id, version, values }) =>
    unwrap(
      api.PUT("/api/models/{model}/attack-paths/attackers/{attacker}/", {
        params: { path: { model, attacker: id } },
        body: { ...values, version },
      }),
    ),
  label: ({ values }) => `${values.name} saved`,
  undo: ({ id, values, before }, { version }) =>
    undoWith(editAttacker, { id, version, values: before, before: values }),
};

export interface DeleteAttacker {
  id: string;
  version: number;
  name: string;
  /** Only the changes of a built-in one go. */
  builtIn?: boolean;
}

export const deleteAttacker: UndoableMutation<DeleteAttacker, unknown> = {
  key: "delete-attacker",
  run: (model, { id, version }) =>
    unwrap(
      api.DELETE("/api/models/{model}/attack-paths/attackers/{attacker}/", {
        params: { path: { model, attacker: id }, query: { version } },
      }),
    ),
  label: ({ name, builtIn }) => (builtIn ? `${name} is as built in` : `${name} deleted`),
  undo: ({ id }) => ({
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/attack-paths/attackers/{attacker}/restore/", {
          params: { path: { model, attacker: id } },
        }),
      ),
    patch: (data) => data,
  }),
};
