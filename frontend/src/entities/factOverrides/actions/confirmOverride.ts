/** Agrees with what a person says against the files. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Override } from "@/api/types";

export const confirmOverride: UndoableMutation<Override, unknown> = {
  key: "confirm-override",
  run: (model, { subject, fact }) =>
    unwrap(
      api.POST("/api/models/{model}/overrides/confirm/", {
        params: { path: { model } },
        body: { uid: subject.uid, fact },
      }),
    ),
  label: ({ label, subject }) => `${label} of ${subject.name} is confirmed`,
};
