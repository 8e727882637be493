/** The review that runs, on every page of the model: the item, its time and notes, and who leads whom. */
import { Button, Popover } from "@mantine/core";
import { IconEye, IconNote } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { FollowBar, followersText } from "@/entities/following/FollowBar";
import { useFollowing } from "@/entities/following/FollowingProvider";
import { useLiveInvalidation } from "@/entities/live/useLiveInvalidation";
import {
  itemAddress,
  itemLabel,
  personName,
  progressText,
  shownItem,
} from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { PageBarSection } from "@/ui/PageBar";
import { AgendaNavigation } from "./AgendaNavigation";
import { ItemNotes } from "./ItemNotes";
import { reviewsKey } from "./queries";
import { ReviewClock } from "./ReviewClock";
import { ReviewMenu } from "./ReviewMenu";
import { joinReview } from "./reviewApiCalls";
import classes from "./reviews.module.css";
import { useReviewFollowing } from "./useReviewFollowing";
import { useReviewMutation } from "./useReviewMutation";
import { type RunningReview, useRunningReview } from "./useRunningReview";

export default function ReviewBar() {
  useLiveInvalidation("review", reviewsKey);
  const running = useRunningReview();
  if (!running) return <FollowBar />;
  return (
    <PageBarSection label="Review">
      {running.attending ? <Attended running={running} /> : <Invitation running={running} />}
    </PageBarSection>
  );
}

function Invitation({ running }: { running: RunningReview }) {
  const { review } = running;
  const join = useReviewMutation(joinReview);
  return (
    <>
      <span className={classes.words} role="status">
        {review.presenter
          ? `${personName(review.presenter)} leads a review`
          : "A review is running"}
        <span className={classes.progress}>{progressText(review)}</span>
      </span>
      <Button size="compact-md" loading={join.isPending} onClick={() => join.mutate(review)}>
        Join
      </Button>
    </>
  );
}

function Attended({ running }: { running: RunningReview }) {
  const { review, presents } = running;
  return (
    <>
      <ShownItem running={running} />
      <div className={classes.controls}>
        <ReviewClock review={review} />
        <Notes running={running} />
        <Leading running={running} />
        {presents && <AgendaNavigation review={review} />}
        <ReviewMenu running={running} />
      </div>
    </>
  );
}

function ShownItem({ running: { review } }: { running: RunningReview }) {
  const { id } = useModel();
  const item = shownItem(review);
  const address = item && itemAddress(item);
  return (
    <span className={classes.words}>
      <Link className={classes.progress} to="/m/$model/review" params={{ model: id }}>
        {progressText(review)}
      </Link>
      {item && address && (
        <Link
          className={classes.title}
          to={`/m/${id}${address.path}` as never}
          search={address.search as never}
          title={item.title}
        >
          <span className={classes.key}>{itemLabel(item)}</span> {item.title}
        </Link>
      )}
    </span>
  );
}

function Notes({ running: { review, attending } }: { running: RunningReview }) {
  const item = shownItem(review);
  if (!item) return null;
  return (
    <Popover position="bottom-end" width={360} shadow="md" trapFocus>
      <Popover.Target>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconNote size={15} aria-hidden="true" />}
        >
          Notes{item.notes.length > 0 && ` (${item.notes.length})`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Notes">
        <ItemNotes review={review} item={item} open={attending} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Who presents sees who follows; who attends sees whether they follow. */
function Leading({ running }: { running: RunningReview }) {
  const state = useFollowing();
  const { following, canFollow, rejoin } = useReviewFollowing(running);
  const { presenter } = running.review;
  if (running.presents)
    return <span className={classes.leading}>You present. {followersText(state)}</span>;
  if (following) {
    return (
      <Button
        size="compact-md"
        variant="light"
        leftSection={<IconEye size={15} aria-hidden="true" />}
        title="Stop following (Esc)"
        onClick={() => state.follow(null)}
      >
        Following {personName(presenter)}
      </Button>
    );
  }
  return (
    <Button size="compact-md" variant="default" disabled={!canFollow} onClick={rejoin}>
      Follow {personName(presenter)}
    </Button>
  );
}
