/** Deletes a mitigation; its number is never used again. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";

export interface DeleteMitigation {
  number: number;
}

export const deleteMitigation: UndoableMutation<DeleteMitigation, unknown> = {
  key: "delete-mitigation",
  run: (model, { number }) =>
    unwrap(
      api.DELETE("/api/models/{model}/mitigations/{number}/", {
        params: { path: { model, number } },
      }),
    ),
  label: ({ number }) => `M${number} deleted`,
};
