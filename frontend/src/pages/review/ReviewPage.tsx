/** Reviews of the model: the one that runs, minutes of those that have ended, and the start of the next. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Review, ReviewStatus } from "@/api/types";
import { reviewQuery, reviewStatusQuery } from "@/entities/reviews/queries";
import { ReviewStatusBadge } from "@/entities/reviews/ReviewStatusBadge";
import { progressText } from "@/model/labels/reviews";
import { useModel } from "@/session/useModel";
import { ErrorState } from "@/ui/ErrorState";
import { LinkButton } from "@/ui/LinkButton";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { firstOf } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";
import { Minutes } from "./Minutes";
import { PastReviews } from "./PastReviews";
import { ReviewPlan } from "./ReviewPlan";
import { RunningReview } from "./RunningReview";
import classes from "./review.module.css";
import { StartReview } from "./StartReview";

const OVERVIEW = "all";

export default function ReviewPage() {
  const { id } = useModel();
  const status = useQuery(reviewStatusQuery(id));
  const { wanted, review, error } = useShownReview(status.data?.running ?? null);
  return (
    <Page title="Review">
      <PageHeader
        title="Review"
        meta={
          review ? progressText(review) : status.data && <ReviewStatusBadge status={status.data} />
        }
        description="Walk through open threats, questions and attack paths together, the highest risk first, and have the result signed off."
        actions={
          wanted && (
            <LinkButton
              variant="default"
              to="/m/$model/review"
              params={{ model: id }}
              search={{ session: OVERVIEW }}
            >
              All reviews
            </LinkButton>
          )
        }
      />
      <ReviewBody
        status={status.data}
        waits={wanted !== null && !review}
        review={review}
        error={error ?? (status.data ? null : status.error)}
      />
    </Page>
  );
}

interface ReviewBodyProps {
  status: ReviewStatus | undefined;
  waits: boolean;
  review: Review | undefined;
  error: Error | null;
}

function ReviewBody({ status, waits, review, error }: ReviewBodyProps) {
  if (error) return <ErrorState error={error} />;
  if (!status || waits) return <Waiting />;
  if (review?.state === "running") return <RunningReview review={review} />;
  if (review) return <Minutes review={review} />;
  return (
    <div className={classes.stack}>
      <StartReview status={status} />
      <ReviewPlan key={status.version} status={status} />
      <PastReviews />
    </div>
  );
}

/** The review that the address names, else the one that runs, also once it has ended; none for the list. */
function useShownReview(running: string | null) {
  const { id } = useModel();
  const [address] = useSearchParams();
  const named = firstOf(address as never, "session");
  const [seen, setSeen] = useState(running);
  if (running !== null && running !== seen) setSeen(running);
  const wanted = named === OVERVIEW ? null : named || running || seen;
  const one = useQuery({ ...reviewQuery(id, wanted ?? ""), enabled: wanted !== null });
  return {
    wanted,
    review: wanted === null ? undefined : one.data,
    error: wanted === null || one.data ? null : one.error,
  };
}

function Waiting() {
  return (
    <div className={classes.stack} role="status" aria-busy="true" aria-label="Loading">
      <Skeleton height={120} />
      <Skeleton height={320} />
    </div>
  );
}
