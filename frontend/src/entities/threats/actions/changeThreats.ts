/** Changes many threats at once, and takes that back as a whole. */
import { api, unwrap } from "@/api/client";
import type { Undo, UndoableMutation } from "@/api/mutation";
import type { BulkChange, BulkOutcome } from "@/api/types";
import { cancelJob } from "@/entities/jobs/cancelJob";

export interface ChangeThreats extends BulkChange {
  /** What is done, before "12 threats": "Assigned to Ada". */
  done: string;
}

export const changeThreats: UndoableMutation<ChangeThreats, BulkOutcome> = {
  key: "change-threats",
  run: (model, { selection, seen, change }) =>
    unwrap(
      api.POST("/api/models/{model}/threats/changes/", {
        params: { path: { model } },
        body: { selection, seen, change },
      }),
    ),
  label: ({ done }, outcome) =>
    outcome.job ? "The change goes on in the background" : `${done}: ${outcomeText(outcome)}`,
  undo: (_, { group, job }) => {
    if (job) return undoBackgroundChange(job.id);
    return group ? undoThreatChange(group) : null;
  },
};

/** Cancel a change that has not begun; take it back when it is done. Its group has the id of its job. */
function undoBackgroundChange(job: string): Undo {
  const done = undoThreatChange(job);
  return {
    ...done,
    run: async (model) => {
      try {
        await cancelJob(model, job);
        return null;
      } catch (error) {
        const { state } = await unwrap(api.GET("/api/jobs/{job}/", { params: { path: { job } } }));
        if (state !== "succeeded") throw error;
        return done.run(model);
      }
    },
    label: (result) =>
      result ? (done.label?.(result) ?? "Undone") : "Canceled. Nothing was changed.",
  };
}

export function undoThreatChange(group: string): Undo {
  return {
    run: (model) =>
      unwrap(
        api.POST("/api/models/{model}/threats/changes/{group}/undo/", {
          params: { path: { model, group } },
        }),
      ),
    patch: (data) => data,
    label: (result) => `Undone: ${outcomeText(result as BulkOutcome)}`,
  };
}

const NAMED = 3;

/** "12 threats; T3 left: Ada changed it in the meantime." */
export function outcomeText({ changed, left, left_count: count }: BulkOutcome): string {
  const threats = `${changed.toLocaleString("en-US")} ${changed === 1 ? "threat" : "threats"}`;
  const [first] = left;
  if (!first) return threats;
  const named = left.slice(0, NAMED).map((one) => `T${one.number}`);
  const rest = count - named.length;
  const which = rest > 0 ? `${named.join(", ")} and ${rest.toLocaleString("en-US")} more` : named;
  return `${threats}; left as they are: ${[which].flat().join(", ")}. ${first.reason}`;
}
