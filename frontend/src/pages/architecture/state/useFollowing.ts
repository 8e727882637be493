/** Following somebody: the view goes where theirs goes, until one moves it oneself. */

import { useReducedMotion } from "@mantine/hooks";
import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { followEndReason, type LastSeen, leaderOf } from "@/collab/participants";
import type { Peer, Rectangle } from "@/collab/protocol";
import { toast } from "@/ui/toast";
import { useShortcut } from "@/ui/useShortcut";
import type { Document } from "./useDocument";
import type { View } from "./useView";

export interface Following {
  /** Whom the view follows, if anybody. */
  leader: Peer | null;
  /** Follow one open page of somebody; null stops. */
  follow: (connection: string | null) => void;
}

/** How long whom one follows may be away, to reload their page; looked at so often. */
const AWAY_MOST_MS = 5_000;
const LOOK_EVERY_MS = 500;

const PARTINGS = {
  left: "has left the canvas",
  away: "has left the canvas",
  stopped: "stopped presenting",
} as const;

/** About the time between two views that arrive. */
const GLIDE_MS = 90;

export function useFollowing({ presence, peers, show }: Document): Following {
  // As they were when one began to follow: their page may be reloaded, and have another connection then.
  const [chosen, setChosen] = useState<Peer | null>(null);
  const leader = chosen && (leaderOf(peers, chosen) ?? chosen);
  const follow = useCallback(
    (connection: string | null) =>
      setChosen(presence.peers().find((peer) => peer.connection === connection) ?? null),
    [presence],
  );
  useGoingAlong(presence, leader?.connection ?? null);
  useStopWhenGone(presence, chosen, setChosen);
  const followed = leader?.connection ?? null;
  useEffect(() => show({ following: followed }), [show, followed]);
  useShortcut(
    {
      keys: "Escape",
      label: "Stop following",
      group: "Canvas",
      run: () => setChosen(null),
    },
    leader !== null,
  );
  return { leader, follow };
}

/** Who has left the canvas or stopped presenting leads nobody; that one's own connection is away says nothing of them. */
function useStopWhenGone(
  presence: Document["presence"],
  chosen: Peer | null,
  choose: (peer: null) => void,
): void {
  useEffect(() => {
    if (!chosen) return;
    let away = 0;
    let last: LastSeen = { connection: chosen.connection, presenting: chosen.presenting };
    const look = (): void => {
      const peers = presence.peers();
      const parting = presence.isOpen() ? followEndReason(peers, chosen, last) : null;
      away = parting === "away" ? away + LOOK_EVERY_MS : 0;
      if (parting === null) {
        const { connection, presenting } = leaderOf(peers, chosen) ?? last;
        last = { connection, presenting };
      } else if (parting !== "away" || away >= AWAY_MOST_MS) {
        choose(null);
        toast.info(`${chosen.user.name} ${PARTINGS[parting]}; you see your own view again.`);
      }
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [presence, chosen, choose]);
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

function useGoingAlong(presence: Document["presence"], connection: string | null): void {
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
