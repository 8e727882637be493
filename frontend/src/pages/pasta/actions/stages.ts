/** Sets owner and note of a stage, approves it, and withdraws an approval. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Person, Stage } from "@/api/types";

export interface EditStage {
  stage: Stage;
  owner: Person | null;
  note: string;
}

export const editStage: UndoableMutation<EditStage, unknown> = {
  key: "edit-stage",
  run: (model, { stage, owner, note }) =>
    unwrap(
      api.PUT("/api/models/{model}/pasta/stages/{stage}/", {
        params: { path: { model, stage: stage.number } },
        body: { version: stage.version, owner: owner?.id ?? null, note },
      }),
    ),
  label: ({ stage }) => `${stage.name} saved`,
  undo: ({ stage, owner, note }) =>
    undoWith(editStage, {
      stage: { ...stage, version: stage.version + 1, owner, note },
      owner: stage.owner,
      note: stage.note,
    }),
};

export interface ApproveStage {
  stage: Stage;
  note: string;
}

export const approveStage: UndoableMutation<ApproveStage, unknown> = {
  key: "approve-stage",
  run: (model, { stage, note }) =>
    unwrap(
      api.POST("/api/models/{model}/pasta/stages/{stage}/approval/", {
        params: { path: { model, stage: stage.number } },
        body: { inputs_hash: stage.inputs_hash, note },
      }),
    ),
  label: ({ stage }) => `${stage.name} approved`,
};

export const withdrawApproval: UndoableMutation<Stage, unknown> = {
  key: "withdraw-approval",
  run: (model, { number }) =>
    unwrap(
      api.DELETE("/api/models/{model}/pasta/stages/{stage}/approval/", {
        params: { path: { model, stage: number } },
      }),
    ),
  label: ({ name }) => `Approval of ${name} withdrawn`,
};
