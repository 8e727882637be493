/** The card of LINDDUN GO that the address names: what it is about is shown on the drawing, the rest steps back. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { cardMatchesQuery } from "@/entities/linddunGo/queries";
import { type Match, matchOf } from "@/model/canvas/filterMatches";
import type { Snapshot, Tree } from "@/model/graph/snapshot";
import { firstOf, type Search } from "@/ui/searchParams";
import { useSearchParams } from "@/ui/useSearchParams";

export interface CardShown {
  card: string;
  /** Null until it is known what the card is about. */
  match: Match | null;
  close: () => void;
}

export function useLinddunGoCard(model: string, snapshot: Snapshot, tree: Tree): CardShown | null {
  const [search, setSearch] = useSearchParams();
  const card = firstOf(search as Search, "card");
  const { data } = useQuery({ ...cardMatchesQuery(model, card), enabled: card !== "" });
  const match = useMemo(() => {
    if (!data) return null;
    const uids = new Set(data.uids);
    const flows = snapshot.flows.filter((flow) => !flow.gone && uids.has(flow.uid));
    // Data sets are not drawn.
    const elements = data.uids.filter((uid) => tree.byUid.has(uid));
    return matchOf(
      tree,
      elements,
      flows.map(({ uid }) => uid),
    );
  }, [data, snapshot, tree]);
  if (card === "") return null;
  return {
    ...{ card, match },
    close: () => setSearch((now) => ({ ...now, card: undefined }), { replace: true }),
  };
}
