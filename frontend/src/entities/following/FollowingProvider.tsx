/** Presenting and following in a model: it outlives the pages, so that it does not end at any of them. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { Participant, Peer } from "@/collab/protocol";
import { useLive } from "@/entities/live/LiveProvider";
import { useShortcut } from "@/ui/useShortcut";
import { type Leader, useLeader } from "./useLeader";
import { usePageFollowing, useShownAddress } from "./usePageFollowing";

export interface Following extends Leader {
  presenting: boolean;
  /** Present to everybody who has the model open; who presents follows nobody. */
  present: (on: boolean) => void;
  /** Everybody else who has the model open. */
  peers: readonly Peer[];
  me: Participant | null;
  /** The name of this page among the connections. */
  ownConnection: string;
}

const FollowingContext = createContext<Following | null>(null);

export function useFollowing(): Following {
  const following = useContext(FollowingContext);
  if (!following) throw new Error("Following is used outside a model");
  return following;
}

const NOBODY: readonly Peer[] = [];
const never = (): (() => void) => () => undefined;
const seeNobody = (): readonly Peer[] => NOBODY;
const seeNothing = (): null => null;

export function FollowingProvider({ model, children }: { model: string; children: ReactNode }) {
  const session = useLive()?.session;
  const presence = session?.presence;
  const peers = useSyncExternalStore(presence?.watch ?? never, presence?.peers ?? seeNobody);
  const view = useSyncExternalStore(session?.watch ?? never, session?.view ?? seeNothing);
  const { leader, follow } = useLeader(presence, peers);
  const [presenting, setPresenting] = usePresenting(model);
  const present = useCallback(
    (on: boolean) => {
      if (on) follow(null);
      setPresenting(on);
    },
    [follow, setPresenting],
  );
  const followed = leader?.connection ?? null;
  useEffect(() => presence?.show({ following: followed }), [presence, followed]);
  useEffect(() => presence?.show({ presenting }), [presence, presenting]);
  useShownAddress(model, presence, { peers, presenting, leader });
  usePageFollowing(model, { leader, follow });
  useShortcut(
    { keys: "Escape", label: "Stop following", group: "Following", run: () => follow(null) },
    leader !== null,
  );
  const me = view?.me ?? null;
  const ownConnection = presence?.ownConnection() ?? "";
  const following = useMemo<Following>(
    () => ({ leader, follow, presenting, present, peers, me, ownConnection }),
    [leader, follow, presenting, present, peers, me, ownConnection],
  );
  return <FollowingContext value={following}>{children}</FollowingContext>;
}

/** A reload goes on presenting; who leaves the model has stopped. */
function usePresenting(model: string): [boolean, (on: boolean) => void] {
  const key = `bulkhead.presenting.${model}`;
  const [presenting, setPresenting] = useState(() => sessionStorage.getItem(key) !== null);
  useEffect(() => {
    if (presenting) sessionStorage.setItem(key, "yes");
    return () => sessionStorage.removeItem(key);
  }, [key, presenting]);
  return [presenting, setPresenting];
}
