/** Whom one follows, by one of their open pages, until they stop presenting or are away for long. */
import { useCallback, useEffect, useState } from "react";
import { followEndReason, type LastSeen, leaderOf } from "@/collab/participants";
import type { PresenceStore } from "@/collab/presence";
import type { Peer } from "@/collab/protocol";
import { toast } from "@/ui/toast";

export interface Leader {
  leader: Peer | null;
  /** Follow one open page of somebody; null stops. */
  follow: (connection: string | null) => void;
}

/** How long whom one follows may be away, to reload their page; looked at so often. */
const AWAY_MOST_MS = 5_000;
const LOOK_EVERY_MS = 500;

const PARTINGS = { away: "has closed the model", stopped: "stopped presenting" } as const;

export function useLeader(presence: PresenceStore | undefined, peers: readonly Peer[]): Leader {
  // As they were when one began to follow: their page may be reloaded, and have another connection then.
  const [chosen, setChosen] = useState<Peer | null>(null);
  const leader = chosen && (leaderOf(peers, chosen) ?? chosen);
  const follow = useCallback(
    (connection: string | null) =>
      setChosen(presence?.peers().find((peer) => peer.connection === connection) ?? null),
    [presence],
  );
  useStopWhenGone(presence, chosen, setChosen);
  return { leader, follow };
}

/** That one's own connection is away says nothing of them. */
function useStopWhenGone(
  presence: PresenceStore | undefined,
  chosen: Peer | null,
  choose: (peer: null) => void,
): void {
  useEffect(() => {
    if (!chosen || !presence) return;
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
