/** The review that runs: the item that is shown where it has no page of its own, the agenda, and who attends. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Review } from "@/api/types";
import { endReview } from "@/entities/reviews/reviewApiCalls";
import { useReviewMutation, useReviewPending } from "@/entities/reviews/useReviewMutation";
import { discussedCount, shownItem } from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { Agenda } from "./Agenda";
import { Attendees } from "./Attendees";
import { QuestionItem } from "./QuestionItem";
import classes from "./review.module.css";

export function RunningReview({ review }: { review: Review }) {
  const [address] = useSearchParams();
  const named = firstOf(address as never, "card");
  const shown = shownItem(review);
  const card = named || (shown?.kind === "question" ? shown.key : "");
  const { items } = review;
  const item = items.find(({ kind, key }) => kind === "question" && key === card);
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        {item && <QuestionItem key={item.key} item={item} />}
        {!shown && <AllShown />}
        <Agenda review={review} />
      </div>
      <div className={classes.stack}>
        <Attendees review={review} />
        <EndReview review={review} />
      </div>
    </div>
  );
}

function AllShown() {
  return (
    <p className={classes.notice}>
      All items were shown. End the review to write its minutes, or go back to an item.
    </p>
  );
}

function EndReview({ review }: { review: Review }) {
  const me = useSession().user?.id;
  const [asking, ask] = useDisclosure(false);
  const end = useReviewMutation(endReview);
  const pending = useReviewPending();
  if (review.presenter?.id !== me) return null;
  const { items } = review;
  const left = items.length - discussedCount(items);
  return (
    <>
      <Button variant="default" onClick={ask.open}>
        End review
      </Button>
      {asking && (
        <ConfirmDialog
          opened
          onClose={ask.close}
          onConfirm={() => end.mutate(review, { onSettled: ask.close })}
          title="End the review"
          confirmLabel="End review"
          pending={pending}
        >
          {discussedCount(items)} of {items.length} items were discussed
          {left > 0 && `, ${left} ${left === 1 ? "was" : "were"} not`}. The minutes are written, and
          the present state of the model is saved as a version. A person who did not present signs
          it off.
        </ConfirmDialog>
      )}
    </>
  );
}
