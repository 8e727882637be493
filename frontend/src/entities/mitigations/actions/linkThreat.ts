/** Lets a mitigation treat one more threat, or one less; the mitigation stays. */
import { api, unwrap } from "@/api/client";
import { type UndoableMutation, undoWith } from "@/api/mutation";
import type { Mitigation } from "@/api/types";

export interface LinkThreat {
  number: number;
  /** The version that the person saw. */
  version: number;
  threat: number;
  /** The threats it treats before. */
  treats: number[];
}

export const attachMitigation: UndoableMutation<LinkThreat, Mitigation> = {
  key: "attach-mitigation",
  run: (model, { number, version, threat, treats }) =>
    setThreats(model, number, version, [...new Set([...treats, threat])]),
  label: ({ number, threat }) => `M${number} mitigates T${threat}`,
  undo: ({ number, threat, treats }, { version }) =>
    undoWith(detachMitigation, { number, version, threat, treats: [...treats, threat] }),
};

export const detachMitigation: UndoableMutation<LinkThreat, Mitigation> = {
  key: "detach-mitigation",
  run: (model, { number, version, threat, treats }) =>
    setThreats(
      model,
      number,
      version,
      treats.filter((one) => one !== threat),
    ),
  label: ({ number, threat }) => `M${number} no longer mitigates T${threat}`,
  undo: ({ number, threat, treats }, { version }) =>
    undoWith(attachMitigation, {
      number,
      version,
      threat,
      treats: treats.filter((one) => one !== threat),
    }),
};

function setThreats(
  model: string,
  number: number,
  version: number,
  threats: number[],
): Promise<Mitigation> {
  return unwrap(
    api.PATCH("/api/models/{model}/mitigations/{number}/", {
      params: { path: { model, number } },
      body: { threats, version },
    }),
  );
}
