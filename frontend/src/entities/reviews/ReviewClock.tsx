/** How long the item that is shown has taken, and the review as a whole. */
import { useEffect, useState } from "react";
import type { Review } from "@/api/types";
import { clockText, secondsPerItem, shownItem } from "@/model/labels/reviews";
import classes from "./reviews.module.css";

const TICK_MS = 1_000;

export function ReviewClock({ review }: { review: Review }) {
  const now = useNow();
  const since = (at: string): number => Math.max(0, (now - Date.parse(at)) / 1_000);
  const item = shownItem(review);
  const spent = item ? item.seconds + since(review.shown_at) : null;
  const total = since(review.started_at);
  const { planned_minutes: planned } = review;
  const perItem = secondsPerItem(review);
  return (
    <span className={classes.clock} role="timer" aria-label="Time of this item and of the review">
      {spent !== null && (
        <span data-over={(perItem !== null && spent > perItem) || undefined} title="This item">
          {clockText(spent)}
        </span>
      )}
      <span
        className={classes.total}
        data-over={(planned !== null && total > planned * 60) || undefined}
        title="The review"
      >
        {clockText(total)}
        {planned !== null && ` of ${clockText(planned * 60)}`}
      </span>
    </span>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
