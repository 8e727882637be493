/** Gives a state of the architecture a name, or changes the name that it has. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import { undoWith } from "@/api/mutation";
import type { Version } from "@/api/types";
import { deleteVersion } from "./deleteVersion";

export interface SaveVersion {
  /** The version to change; null for a new one. */
  id: string | null;
  name: string;
  note: string;
  /** The state of a new version; null for the newest. */
  seq: number | null;
}

export const saveVersion: UndoableMutation<SaveVersion, Version> = {
  key: "save-version",
  run: (model, { id, name, note, seq }) =>
    id === null
      ? unwrap(
          api.POST("/api/models/{model}/versions/", {
            params: { path: { model } },
            body: { name, note, seq },
          }),
        )
      : unwrap(
          api.PATCH("/api/models/{model}/versions/{version}/", {
            params: { path: { model, version: id } },
            body: { name, note },
          }),
        ),
  label: ({ id, name }) => (id === null ? `${name} saved` : `${name} changed`),
  undo: ({ id }, version) => (id === null ? undoWith(deleteVersion, version) : null),
};
