/** How many threads are open where, read once for the whole canvas. */
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { commentCountsQuery } from "./queries";
import { useLiveComments } from "./useLiveComments";

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

/** Open threads of the whole model. */
export function useOpenThreads(): number {
  return useContext(CountsContext).open;
}

/** Open threads of one element or flow. */
export function useOpenThreadsOf(uid: string): number {
  return useContext(CountsContext).places[uid] ?? 0;
}
