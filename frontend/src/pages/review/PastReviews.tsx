/** The reviews of the model, the newest first. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReviewRow } from "@/api/types";
import { personName } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { RelativeTime } from "@/ui/RelativeTime";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/Section";
import { reviewsQuery } from "./queries";
import classes from "./review.module.css";

export function PastReviews() {
  const { id } = useModel();
  const reviews = useQuery(reviewsQuery(id)).data?.results ?? [];
  if (reviews.length === 0) return null;
  return (
    <Section title="Reviews" flush>
      <ul className={classes.plainList}>
        {reviews.map((review) => (
          <PastReview key={review.id} review={review} />
        ))}
      </ul>
    </Section>
  );
}

function PastReview({ review }: { review: ReviewRow }) {
  const { id } = useModel();
  const { decisions_count: decisions, attendees_count: people } = review;
  return (
    <li className={rows.row}>
      <span className={rows.rowMain}>
        <Link
          className={classes.link}
          to="/m/$model/review"
          params={{ model: id }}
          search={{ session: review.id }}
        >
          Started <RelativeTime at={review.started_at} /> by {personName(review.started_by)}
        </Link>
        <span className={rows.detail}>
          {review.scope === "changed" ? "Changes since the sign-off" : "The whole model"},{" "}
          {review.discussed} of {review.items_count} items discussed, {people}{" "}
          {people === 1 ? "attendee" : "attendees"}
        </span>
      </span>
      {review.state === "ended" && (
        <span className={rows.whole}>
          {decisions} {decisions === 1 ? "decision" : "decisions"}
        </span>
      )}
      <span className={classes.state} data-state={stateOf(review)}>
        {STATES[stateOf(review)]}
      </span>
    </li>
  );
}

const STATES = { running: "Running", waiting: "Waits for sign-off", signed: "Signed off" } as const;

function stateOf({ state, signed_off: signed }: ReviewRow): keyof typeof STATES {
  if (state === "running") return "running";
  return signed ? "signed" : "waiting";
}
