/** Following somebody: the view goes where theirs goes, until one moves it oneself. */

import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Peer, Rectangle } from "../../collab/protocol";
import { useShortcut } from "../../ui/useShortcut";
import type { Document } from "../useDocument";
import type { View } from "../useView";

export interface Following {
  /** Whom the view follows, if anybody. */
  leader: Peer | null;
  /** Follow one open page of somebody; null stops. */
  follow: (connection: string | null) => void;
}

/** About the time between two views that arrive. */
const GLIDE_MS = 90;

export function useFollowing({ company, peers, show }: Document): Following {
  const [connection, setConnection] = useState<string | null>(null);
  const leader = peers.find((peer) => peer.connection === connection) ?? null;
  useGoingAlong(company, leader?.connection ?? null);
  const followed = leader?.connection ?? null;
  useEffect(() => show({ following: followed }), [show, followed]);
  useShortcut(
    {
      keys: "Escape",
      label: "Stop following",
      group: "Canvas",
      run: () => setConnection(null),
    },
    leader !== null,
  );
  return { leader, follow: setConnection };
}

/** The view's own ways of moving, each of which ends following; what keeps a selection in sight rests meanwhile. */
export function useOwnView(view: View, { leader, follow }: Following): View {
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

function useGoingAlong(company: Document["company"], connection: string | null): void {
  const flow = useReactFlow();
  const duration = useReducedMotion() ? 0 : GLIDE_MS;
  const showView = useCallback(
    ([x, y, width, height]: Rectangle) =>
      void flow.fitBounds({ x, y, width, height }, { padding: 0, duration }),
    [flow, duration],
  );
  useEffect(() => {
    if (connection === null) return;
    const now = company.peers().find((peer) => peer.connection === connection)?.view;
    if (now) showView(now);
    return company.onMotion((motion) => {
      if (motion.connection === connection && motion.view) showView(motion.view);
    });
  }, [company, connection, showView]);
}
