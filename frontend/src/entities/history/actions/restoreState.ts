/** Brings the architecture back to a state, as one change that can be undone. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Restored } from "@/api/types";
import { undoOf } from "@/api/undoChange";
import type { DocumentSession } from "@/collab/documentSession";

export interface RestoreState {
  to: string;
  name: string;
}

export const restoreState: UndoableMutation<RestoreState, Restored> = {
  key: "restore-state",
  run: (model, { to }) =>
    unwrap(api.POST("/api/models/{model}/restore/", { params: { path: { model } }, body: { to } })),
  label: ({ name }, { changed }) =>
    changed
      ? `The architecture is as in ${name} again`
      : `The architecture is as in ${name} already`,
  undo: (_, restored) => undoOf(restored),
};

/** Make it the newest step of the canvas: what was done before it could only be taken back after it. */
export function recordRestore(
  session: Pick<DocumentSession, "recordBatch"> | null | undefined,
  { name }: RestoreState,
  { changed, batch }: Pick<Restored, "changed" | "batch">,
): void {
  if (changed) session?.recordBatch(batch, `Restore ${name}`);
}
