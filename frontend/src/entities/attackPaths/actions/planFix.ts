/** Plans a mitigation that applies a control at an element; one that does so already is kept. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { ControlAt, Mitigation } from "@/api/types";
import { deleteMitigation } from "@/entities/mitigations/actions/deleteMitigation";

export interface Planned {
  mitigation: Mitigation;
  isNew: boolean;
}

const CREATED = 201;

export const planFix: UndoableMutation<ControlAt, Planned> = {
  key: "plan-fix",
  run: async (model, body) => {
    const pending = api.POST("/api/models/{model}/attack-paths/fixes/", {
      params: { path: { model } },
      body,
    });
    const mitigation = await unwrap(pending);
    return { mitigation, isNew: (await pending).response.status === CREATED };
  },
  label: (_, { mitigation, isNew }) =>
    `M${mitigation.number} ${isNew ? "planned" : "applies this control already"}`,
  undo: (_, { mitigation, isNew }) =>
    isNew ? undoWith(deleteMitigation, { number: mitigation.number }) : null,
};
