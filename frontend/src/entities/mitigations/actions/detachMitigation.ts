/** Lets a mitigation no longer treat a threat; the mitigation stays. */
import { api, unwrap } from "@/api/client";
import { type Step, undoBy } from "@/api/step";
import type { Mitigation } from "@/api/types";
import { attachMitigation } from "./attachMitigation";

export interface DetachMitigation {
  number: number;
  threat: number;
  /** The threats it treats now. */
  treats: number[];
}

export const detachMitigation: Step<DetachMitigation, Mitigation> = {
  key: "detach-mitigation",
  run: (model, { number, threat, treats }) =>
    unwrap(
      api.PATCH("/api/models/{model}/mitigations/{number}/", {
        params: { path: { model, number } },
        body: { threats: treats.filter((one) => one !== threat) },
      }),
    ),
  label: ({ number, threat }) => `M${number} no longer treats T${threat}`,
  undo: ({ number, threat, treats }) =>
    undoBy(attachMitigation, { number, threat, treats: treats.filter((one) => one !== threat) }),
};
