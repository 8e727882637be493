/** Says of a flow that was concluded whether it is there; a rejected one raises no threat and stays rejected. */
import { api, unwrap } from "../../api/client";
import type { Changed } from "../../api/types";
import { undoOf } from "../../data/actions/undoChange";
import type { Step } from "../../model/step";

export type FlowReview = "confirmed" | "rejected";

export interface ReviewFlow {
  flow: string;
  /** "vote → redis". */
  name: string;
  review: FlowReview;
}

export const reviewFlow: Step<ReviewFlow, Changed> = {
  key: "review-flow",
  run: (model, { flow, review }) =>
    unwrap(
      api.PUT("/api/models/{model}/flows/{flow}/facts/{fact}/", {
        params: { path: { model, flow, fact: "review" } },
        body: { value: review },
      }),
    ),
  label: ({ name, review }) =>
    review === "confirmed" ? `${name} is confirmed` : `${name} counts no more`,
  undo: (_, changed) => undoOf(changed),
};
