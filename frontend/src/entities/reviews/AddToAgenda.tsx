/** Puts a threat at the end of the agenda of the review that runs, where it is not on it yet. */
import { Menu } from "@mantine/core";
import { toast } from "@/ui/toast";
import { addToAgenda } from "./reviewApiCalls";
import { useReviewMutation } from "./useReviewMutation";
import { useRunningReview } from "./useRunningReview";

export function AddToAgenda({ threat }: { threat: number }) {
  const running = useRunningReview();
  // Said by the call itself: the menu is closed before the answer, and this with it.
  const add = useReviewMutation(async (model, vars: Parameters<typeof addToAgenda>[1]) => {
    const review = await addToAgenda(model, vars);
    toast.success(`T${vars.threat} is at the end of the agenda.`);
    return review;
  });
  if (!running) return null;
  const { review } = running;
  const isThere = review.items.some(({ kind, key }) => kind === "threat" && key === String(threat));
  if (isThere) return null;
  return <Menu.Item onClick={() => add.mutate({ review, threat })}>Add to the agenda</Menu.Item>;
}
