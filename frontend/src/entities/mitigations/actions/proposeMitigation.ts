/** Proposes a mitigation for threats, from a suggested control or in free words. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";
import { deleteMitigation } from "./deleteMitigation";

export interface ProposeMitigation {
  threats: number[];
  /** Id of the control it applies; null for one of the team's own. */
  control: string | null;
  title: string;
  description: string;
}

export const proposeMitigation: UndoableMutation<ProposeMitigation, Mitigation> = {
  key: "propose-mitigation",
  run: (model, vars) =>
    unwrap(
      api.POST("/api/models/{model}/mitigations/", {
        params: { path: { model } },
        body: { ...vars, status: "proposed" },
      }),
    ),
  label: ({ threats }, { number }) =>
    `M${number} proposed for ${threats.map((one) => `T${one}`).join(", ")}`,
  undo: (_, { number }) => undoWith(deleteMitigation, { number }),
};
