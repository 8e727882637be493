/** Takes a deleted model out of the trash. */
import { api, unwrap } from "./client";
import type { ModelRow } from "./types";

export function restoreModel(team: string, model: string): Promise<ModelRow> {
  return unwrap(
    api.POST("/api/teams/{team}/trash/{deleted}/restore/", {
      params: { path: { team, deleted: model } },
    }),
  );
}
