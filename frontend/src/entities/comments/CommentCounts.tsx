/** How many threads are open where, read once for the whole canvas. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useLive } from "@/entities/live/LiveProvider";
import { commentCountsQuery, refreshComments } from "./queries";

interface Counts {
  open: number;
  places: Readonly<Record<string, number>>;
}

const NONE: Counts = { open: 0, places: {} };
const CountsContext = createContext<Counts>(NONE);

export function CommentCounts({ model, children }: { model: string; children: ReactNode }) {
  useLiveComments(model);
  const counts = useQuery(commentCountsQuery(model)).data ?? NONE;
  return <CountsContext value={counts}>{children}</CountsContext>;
}

/** Read again when somebody said something, and after a connection during which one may have missed it. */
function useLiveComments(model: string): void {
  const client = useQueryClient();
  const listen = useLive()?.listen;
  useEffect(
    () =>
      listen?.((message) => {
        const said = message.type === "comments" || message.type === "welcome";
        if (said) refreshComments(client, model);
      }),
    [client, listen, model],
  );
}

/** Open threads of the whole model. */
export function useOpenThreads(): number {
  return useContext(CountsContext).open;
}

/** Open threads of one element or flow. */
export function useOpenThreadsOf(uid: string): number {
  return useContext(CountsContext).places[uid] ?? 0;
}
