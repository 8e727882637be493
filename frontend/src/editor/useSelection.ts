/** The selected element or flow, kept in the address so that a link leads to it. */
import { useCallback, useMemo } from "react";
import type { Snapshot } from "../model/snapshot";
import { useAddress } from "../ui/useAddress";
import { findSelection, revealed, type Selection } from "./selection";
import type { View } from "./useView";

interface SelectionState {
  selection: Selection | null;
  /** Select by uid of an element or flow; null clears. `reveal` also moves the view there. */
  select: (uid: string | null, options?: { reveal?: boolean }) => void;
}

export function useSelection(snapshot: Snapshot, view: View): SelectionState {
  const [search, setSearch] = useAddress();
  const chosen = typeof search.select === "string" ? search.select : "";
  const selection = useMemo(() => findSelection(snapshot, chosen), [snapshot, chosen]);
  const select = useCallback<SelectionState["select"]>(
    (uid, options) => {
      const id = uid === null ? undefined : findSelection(snapshot, uid)?.id;
      setSearch((now) => ({ ...now, select: id }), { replace: true });
      if (uid !== null && options?.reveal) view.reveal(revealed(snapshot, uid));
    },
    [snapshot, setSearch, view],
  );
  return { selection, select };
}
