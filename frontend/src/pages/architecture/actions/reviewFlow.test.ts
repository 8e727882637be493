import { expect, it, vi } from "vitest";
import { editorOn } from "./editor.fixture";
import { type FlowReview, reviewFlow } from "./reviewFlow";

vi.mock("@/ui/undoToast", () => ({ hideOffer: vi.fn(), undoToast: vi.fn() }));

it.each([
  ["confirmed", { value: "confirmed" }, "Confirm vote → redis"],
  ["rejected", { value: "rejected" }, "Reject vote → redis: it counts no more"],
  [null, null, "Take back the review of vote → redis"],
] as [FlowReview | null, { value: string } | null, string][])(
  "says that a flow is %s as one step of the drawing",
  (review, fact, label) => {
    const editor = editorOn();

    reviewFlow(editor, { uid: "flow:vote->redis" }, "vote → redis", review);

    expect(editor.edit).toHaveBeenCalledWith(
      [{ op: "set", on: "flow", uid: "flow:vote->redis", props: { facts: { review: fact } } }],
      label,
    );
  },
);
