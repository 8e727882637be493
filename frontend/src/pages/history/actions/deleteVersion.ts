/** Deletes the name of a state; the state stays in the history. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Version } from "@/api/types";

export const deleteVersion: UndoableMutation<Pick<Version, "id" | "name">, unknown> = {
  key: "delete-version",
  run: (model, { id }) =>
    unwrap(
      api.DELETE("/api/models/{model}/versions/{version}/", {
        params: { path: { model, version: id } },
      }),
    ),
  label: ({ name }) => `${name} deleted`,
};
