/** In a review the presenter presents, and who attends follows them, until they look at something by themselves. */
import { useEffect, useRef, useState } from "react";
import { useFollowing } from "@/entities/following/FollowingProvider";
import type { RunningReview } from "./useRunningReview";

interface ReviewFollowing {
  /** Whether this page goes where the presenter goes. */
  following: boolean;
  /** Whether the presenter has the model open, so that one can follow. */
  canFollow: boolean;
  rejoin: () => void;
}

export function useReviewFollowing({
  review,
  attending,
  presents,
}: RunningReview): ReviewFollowing {
  const { leader, follow, present, peers } = useFollowing();
  const [detached, setDetached] = useState(false);
  const presenter = review.presenter?.id ?? null;
  const page = peers.findLast(({ user, presenting }) => presenting && user.id === presenter);
  const connection = page?.connection ?? null;
  usePresentation(presents, present);

  const led = useRef<string | null>(null);
  useEffect(() => {
    const before = led.current;
    led.current = leader?.user.id ?? null;
    const left = before !== null && leader === null && before === presenter;
    if (left && connection !== null) setDetached(true);
  }, [leader, presenter, connection]);

  const wants = attending && !presents && !detached;
  useEffect(() => {
    if (wants && connection !== null) follow(connection);
  }, [wants, connection, follow]);

  useEffect(() => {
    if (!attending) setDetached(false);
  }, [attending]);
  return {
    following: leader !== null && leader.user.id === presenter,
    canFollow: connection !== null,
    rejoin: () => setDetached(false),
  };
}

function usePresentation(presents: boolean, present: (on: boolean) => void): void {
  useEffect(() => {
    if (!presents) return;
    present(true);
    return () => present(false);
  }, [presents, present]);
}
