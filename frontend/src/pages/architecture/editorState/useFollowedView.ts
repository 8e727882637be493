/** Following somebody on the canvas: the view goes where theirs goes, until one moves it oneself. */

import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Rectangle } from "@/collab/protocol";
import type { Following } from "@/entities/following/FollowingProvider";
import type { View } from "./useCanvasView";
import type { Document } from "./useDocument";

/** About the time between two views that arrive. */
const GLIDE_MS = 90;

/** The view's own ways of moving, each of which ends following; what keeps a selection in sight rests meanwhile. */
export function useOwnView(
  view: View,
  { leader, follow }: Pick<Following, "leader" | "follow">,
): View {
  // Not a dependency: whoever watches the view must not take the end of following for another view.
  const isFollowing = useRef(false);
  useEffect(() => {
    isFollowing.current = leader !== null;
  });
  return useMemo(() => {
    const leaving =
      <Arguments extends unknown[]>(move: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        if (isFollowing.current) follow(null);
        move(...given);
      };
    return {
      ...view,
      fit: leaving(view.fit),
      zoomIn: leaving(view.zoomIn),
      zoomOut: leaving(view.zoomOut),
      reveal: leaving(view.reveal),
      keepInSight: (uids) => {
        if (!isFollowing.current) view.keepInSight(uids);
      },
      bringInSight: (uids) => {
        if (!isFollowing.current) view.bringInSight(uids);
      },
    };
  }, [view, follow]);
}

/** Show what they show. */
export function useGoingAlong(presence: Document["presence"], connection: string | null): void {
  const flow = useReactFlow();
  const duration = useReducedMotion() ? 0 : GLIDE_MS;
  const showView = useCallback(
    ([x, y, width, height]: Rectangle) =>
      void flow.fitBounds({ x, y, width, height }, { padding: 0, duration }),
    [flow, duration],
  );
  useEffect(() => {
    if (connection === null) return;
    const now = presence.peers().find((peer) => peer.connection === connection)?.view;
    if (now) showView(now);
    return presence.onMotion((motion) => {
      if (motion.connection === connection && motion.view) showView(motion.view);
    });
  }, [presence, connection, showView]);
}
