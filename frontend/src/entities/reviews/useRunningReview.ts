/** The review of the model that runs, and what the person is in it. */
import { useQuery } from "@tanstack/react-query";
import type { Review } from "@/api/types";
import { attends } from "@/model/labels/reviews";
import { useSession } from "@/session/session";
import { useModel } from "@/session/useModel";
import { reviewQuery, reviewStatusQuery } from "./queries";

export interface RunningReview {
  review: Review;
  attending: boolean;
  presents: boolean;
}

export function useRunningReview(): RunningReview | null {
  const { id } = useModel();
  const me = useSession().user?.id;
  const running = useQuery(reviewStatusQuery(id)).data?.running ?? null;
  const one = useQuery({ ...reviewQuery(id, running ?? ""), enabled: running !== null });
  const review = running === null ? undefined : one.data;
  if (!review || review.state === "ended") return null;
  const attending = attends(review, me);
  return { review, attending, presents: attending && review.presenter?.id === me };
}
