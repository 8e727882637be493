/** Lets a mitigation treat one more threat, or one less; the mitigation stays. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";

export interface LinkThreat {
  number: number;
  threat: number;
  /** The threats it treats before. */
  treats: number[];
}

export const attachMitigation: UndoableMutation<LinkThreat, Mitigation> = {
  key: "attach-mitigation",
  run: (model, { number, threat, treats }) =>
    setThreats(model, number, [...new Set([...treats, threat])]),
  label: ({ number, threat }) => `M${number} mitigates T${threat}`,
  undo: ({ number, threat, treats }) =>
    undoWith(detachMitigation, { number, threat, treats: [...treats, threat] }),
};

export const detachMitigation: UndoableMutation<LinkThreat, Mitigation> = {
  key: "detach-mitigation",
  run: (model, { number, threat, treats }) =>
    setThreats(
      model,
      number,
      treats.filter((one) => one !== threat),
    ),
  label: ({ number, threat }) => `M${number} no longer mitigates T${threat}`,
  undo: ({ number, threat, treats }) =>
    undoWith(attachMitigation, { number, threat, treats: treats.filter((one) => one !== threat) }),
};

function setThreats(model: string, number: number, threats: number[]): Promise<Mitigation> {
  return unwrap(
    api.PATCH("/api/models/{model}/mitigations/{number}/", {
      params: { path: { model, number } },
      body: { threats },
    }),
  );
}
