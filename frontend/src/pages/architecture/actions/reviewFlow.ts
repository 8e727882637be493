/** Says of a flow that was concluded whether it is there; a rejected one raises no threat and stays rejected. */
import type { SnapshotFlow } from "@/model/graph/snapshot";
import { undoToast } from "@/ui/undoToast";
import type { ActionTarget } from "./types";

export type FlowReview = "confirmed" | "rejected";

/** `name`: "vote → redis". Null takes back what was said. */
export function reviewFlow(
  editor: Pick<ActionTarget, "edit" | "document">,
  { uid }: Pick<SnapshotFlow, "uid">,
  name: string,
  review: FlowReview | null,
): void {
  const value = review === null ? null : { value: review };
  const label = labelOf(name, review);
  editor.edit([{ op: "set", on: "flow", uid, props: { facts: { review: value } } }], label);
  undoToast(label, editor.document.undo);
}

function labelOf(name: string, review: FlowReview | null): string {
  if (review === null) return `Take back the review of ${name}`;
  return review === "confirmed" ? `Confirm ${name}` : `Reject ${name}: it counts no more`;
}
