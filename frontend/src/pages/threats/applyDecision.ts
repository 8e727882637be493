/** Takes the decision about a threat for the same threats of other models of the team. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { UndoableMutation } from "@/api/mutation";
import { keys } from "@/api/queries";
import type { AppliedDecision, SameBy } from "@/api/types";

export interface ApplyDecision {
  number: number;
  by: SameBy;
  models: string[];
}

export const otherModelsQuery = (model: string, number: number, by: SameBy) =>
  queryOptions({
    queryKey: [...keys.model(model), "other-models", number, by],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/models/{model}/threats/{number}/other-models/", {
          params: { path: { model, number }, query: { by } },
          signal,
        }),
      ),
  });

export const applyDecision: UndoableMutation<ApplyDecision, AppliedDecision[]> = {
  key: "apply-decision",
  run: (model, { number, by, models }) =>
    unwrap(
      api.POST("/api/models/{model}/threats/{number}/other-models/", {
        params: { path: { model, number } },
        body: { by, models },
      }),
    ),
  label: (_, applied) => appliedText(applied),
  undo: (_, applied) => ({
    run: async () => {
      for (const { model, group } of applied) if (group) await takeBack(model, group);
    },
    patch: (data) => data,
  }),
};

/** "Decided about 12 threats in 3 models", and how many another person changed meanwhile. */
export function appliedText(applied: readonly AppliedDecision[]): string {
  const sum = (key: "changed" | "left_count") => applied.reduce((all, one) => all + one[key], 0);
  const changed = sum("changed");
  const left = sum("left_count");
  if (changed === 0 && left === 0) return "Nothing left to decide";
  const threats = changed === 1 ? "1 threat" : `${changed.toLocaleString("en-US")} threats`;
  const models = applied.length === 1 ? "1 model" : `${applied.length} models`;
  const rest = left > 0 ? `; ${left.toLocaleString("en-US")} changed meanwhile and left` : "";
  return `Decided about ${threats} in ${models}${rest}`;
}

const takeBack = (model: string, group: string) =>
  unwrap(
    api.POST("/api/models/{model}/threats/changes/{group}/undo/", {
      params: { path: { model, group } },
    }),
  );
