/** Lets an existing mitigation treat one more threat. */
import { api, unwrap } from "@/api/client";
import { type Step, undoBy } from "@/api/step";
import type { Mitigation } from "@/api/types";
import { detachMitigation } from "./detachMitigation";

export interface AttachMitigation {
  number: number;
  threat: number;
  /** The threats it treats already. */
  treats: number[];
}

export const attachMitigation: Step<AttachMitigation, Mitigation> = {
  key: "attach-mitigation",
  run: (model, { number, threat, treats }) =>
    unwrap(
      api.PATCH("/api/models/{model}/mitigations/{number}/", {
        params: { path: { model, number } },
        body: { threats: [...new Set([...treats, threat])] },
      }),
    ),
  label: ({ number, threat }) => `M${number} treats T${threat}`,
  undo: ({ number, threat, treats }) =>
    undoBy(detachMitigation, { number, threat, treats: [...treats, threat] }),
};
