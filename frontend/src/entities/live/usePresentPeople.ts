/** Who else has the model open at the moment, each once, by id. */
import { useMemo, useSyncExternalStore } from "react";
import type { Peer } from "@/collab/protocol";
import { useLive } from "./LiveProvider";

const NO_PEERS: readonly Peer[] = [];
const never = (): (() => void) => () => undefined;

export function usePresentPeople(): readonly string[] {
  const presence = useLive()?.session?.presence;
  const peers = useSyncExternalStore(presence?.watch ?? never, presence?.peers ?? (() => NO_PEERS));
  return useMemo(() => [...new Set(peers.map((peer) => peer.user.id))], [peers]);
}
