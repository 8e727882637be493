/** Puts a threat at the end of the agenda of the review that runs, where it is not on it yet. */
import { Menu } from "@mantine/core";
import { toast } from "@/ui/toast";
import { addToAgenda } from "./reviewApiCalls";
import { useReviewMutation } from "./useReviewMutation";
import { useRunningReview } from "./useRunningReview";

export function AddToAgenda({ threat }: { threat: number }) {
  const running = useRunningReview();
  const add = useReviewMutation(addToAgenda);
  if (!running) return null;
  const { review } = running;
  const isThere = review.items.some(({ kind, key }) => kind === "threat" && key === String(threat));
  if (isThere) return null;
  const say = (): void => toast.success(`T${threat} is at the end of the agenda.`);
  return (
    <Menu.Item onClick={() => add.mutate({ review, threat }, { onSuccess: say })}>
      Add to the agenda
    </Menu.Item>
  );
}
