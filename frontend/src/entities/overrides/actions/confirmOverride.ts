/** Agrees with what a person says against the files. */
import { api, unwrap } from "@/api/client";
import type { Step } from "@/api/mutation";
import type { Override } from "@/api/types";

export const confirmOverride: Step<Override, unknown> = {
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
