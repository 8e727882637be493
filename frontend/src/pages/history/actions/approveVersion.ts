/** Makes a version the reference for drift, or withdraws that. */
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import type { Version } from "@/api/types";

export interface ApproveVersion extends Pick<Version, "id" | "name"> {
  approved: boolean;
}

export const approveVersion: UndoableMutation<ApproveVersion, Version> = {
  key: "approve-version",
  run: (model, { id, approved }) => {
    const params = { params: { path: { model, version: id } } };
    return approved
      ? unwrap(api.POST("/api/models/{model}/versions/{version}/approval/", params))
      : unwrap(api.DELETE("/api/models/{model}/versions/{version}/approval/", params));
  },
  label: ({ name, approved }) =>
    approved ? `${name} is approved` : `${name} is no longer approved`,
};
