/** The requests of the page that are selected to be decided together. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { sessionQuery } from "@/api/queries";
import type { Acceptance } from "@/api/types";

export interface AcceptanceSelection {
  chosen: readonly Acceptance[];
  canSelect: (acceptance: Acceptance) => boolean;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

export function useAcceptanceSelection(
  rows: readonly Acceptance[] | undefined,
): AcceptanceSelection {
  const me = useQuery(sessionQuery()).data?.user?.id;
  const [ids, setIds] = useState(NONE);
  return useMemo(() => {
    const canSelect = ({ state, requested_by }: Acceptance) =>
      state === "proposed" && requested_by?.id !== me;
    return {
      // What another person has decided meanwhile is no longer selected.
      chosen: (rows ?? []).filter((one) => ids.has(one.id) && canSelect(one)),
      canSelect,
      has: (id) => ids.has(id),
      toggle: (id) => setIds((before) => toggled(before, id)),
      clear: () => setIds(NONE),
    };
  }, [rows, ids, me]);
}

function toggled(before: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(before);
  if (!next.delete(id)) next.add(id);
  return next;
}
