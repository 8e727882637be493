/** Where the review of a model is, and what has changed since it was signed off. */
import type { ReviewStatus } from "@/api/types";
import { changedText, REVIEW_STATUS_LABELS } from "@/model/labels/reviews";
import classes from "./status.module.css";

export function ReviewStatusBadge({ status }: { status: ReviewStatus }) {
  const changed = changedText(status);
  return (
    <span className={classes.root}>
      <span className={classes.badge} data-status={status.status}>
        {REVIEW_STATUS_LABELS[status.status]}
      </span>
      {changed && <span className={classes.changed}>{changed}</span>}
    </span>
  );
}
