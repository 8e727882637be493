/** Takes the decision about a threat for the same threats of other models of the team. */
import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { messageOf } from "@/api/errors";
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
  undo: (_, applied) => {
    if (!applied.some(({ group }) => group)) return null;
    return {
      run: () => takeAllBack(applied),
      patch: (data) => data,
      label: (result) => undoneText(result as Undone),
    };
  },
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

/** What was taken back, and for each model in which it was not possible why. */
interface Undone {
  models: number;
  /** Threats that another person has changed since. */
  left: number;
  failed: { name: string; reason: string }[];
}

/** One model after the other; where that is not possible, the others are taken back all the same. */
async function takeAllBack(applied: readonly AppliedDecision[]): Promise<Undone> {
  const undone: Undone = { models: 0, left: 0, failed: [] };
  for (const { model, name, group } of applied) {
    if (!group) continue;
    try {
      undone.left += (await takeBack(model, group)).left_count;
      undone.models += 1;
    } catch (error) {
      undone.failed.push({ name, reason: messageOf(error) });
    }
  }
  if (undone.models === 0 && undone.failed.length > 0) throw new Error(undoneText(undone));
  return undone;
}

/** "Undone", or "Undone in 2 models. Not in Shop: Your role does not allow this." */
function undoneText({ models, left, failed }: Undone): string {
  const rest = left > 0 ? `; ${left.toLocaleString("en-US")} changed meanwhile and left` : "";
  if (failed.length === 0) return `Undone${rest}`;
  const which = failed.map(({ name, reason }) => `${name}: ${reason}`).join(" ");
  if (models === 0) return `Not undone. ${which}`;
  return `Undone in ${models === 1 ? "1 model" : `${models} models`}${rest}. Not in ${which}`;
}

const takeBack = (model: string, group: string) =>
  unwrap(
    api.POST("/api/models/{model}/threats/changes/{group}/undo/", {
      params: { path: { model, group } },
    }),
  );
