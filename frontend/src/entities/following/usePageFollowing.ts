/** Goes from page to page with whom one follows, until one goes elsewhere; and shows one's own page to followers. */
import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import type { PresenceStore } from "@/collab/presence";
import type { Peer } from "@/collab/protocol";
import { parseSearch } from "@/ui/searchParams";
import { offerToast } from "@/ui/undoToast";
import { addressIn, isAddress, partsOf } from "./pageAddress";
import type { Leader } from "./useLeader";

export function usePageFollowing(model: string, { leader, follow }: Leader): void {
  const go = useGo(model);
  const here = useHere(model);
  const { pathname } = useLocation();
  const led = useRef<string | null>(null);
  const own = useRef<string | null>(null);
  const address = leader?.address ?? null;
  const isFollowing = leader !== null;

  useEffect(() => {
    if (!isFollowing) return;
    own.current = here();
    return () => {
      if (led.current !== null && led.current === here()) returnTo(own.current, led.current, go);
      led.current = null;
    };
  }, [isFollowing, here, go]);

  useEffect(() => {
    if (!isFollowing || address === null || !isAddress(address)) return;
    led.current = address;
    // The first page of the other person is a step to go back from.
    if (address !== here()) go(address, here() !== own.current);
  }, [go, here, isFollowing, address]);

  // Who goes to another page by themselves looks at what they want to see.
  useEffect(() => {
    const path = addressIn(model, pathname, "");
    if (led.current !== null && path !== partsOf(led.current).path) follow(null);
  }, [model, pathname, follow]);
}

type Go = (address: string, replace: boolean) => void;

/** On the same page one sees one's own view again; to another page one may go back. */
function returnTo(own: string | null, led: string, go: Go): void {
  if (own === null || own === led) return;
  if (partsOf(own).path === partsOf(led).path) go(own, true);
  else
    offerToast("You no longer follow.", {
      label: "Back to where I was",
      run: () => go(own, false),
    });
}

function useGo(model: string): Go {
  const navigate = useNavigate();
  return useCallback(
    (address, replace) => {
      const { path, query } = partsOf(address);
      void navigate({
        to: `/m/${model}${path}` as never,
        search: parseSearch(query) as never,
        replace,
      });
    },
    [model, navigate],
  );
}

/** The address of the page, also of one that is still on its way. */
function useHere(model: string): () => string | null {
  const { history } = useRouter();
  return useCallback(
    () => addressIn(model, history.location.pathname, history.location.search),
    [model, history],
  );
}

/** Show the address to those who follow; who follows somebody leads nobody. */
export function useShownAddress(
  model: string,
  presence: PresenceStore | undefined,
  {
    peers,
    presenting,
    leader,
  }: { peers: readonly Peer[]; presenting: boolean; leader: Peer | null },
): void {
  const { pathname, searchStr } = useLocation();
  const own = presence?.ownConnection();
  const leads = presenting || peers.some(({ following }) => following === own);
  const address = leads && leader === null ? addressIn(model, pathname, searchStr) : null;
  useEffect(() => presence?.show({ address }), [presence, address]);
}
