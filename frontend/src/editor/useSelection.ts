/** The selected element or flow, kept in the address so that a link leads to it. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Snapshot } from "../model/snapshot";
import { useAddress } from "../ui/useAddress";
import { findSelection, revealed, type Selection } from "./selection";
import type { View } from "./useView";

interface SelectionState {
  selection: Selection | null;
  /** Select by uid of an element or flow; null clears. `reveal` also moves the view there. */
  select: (uid: string | null, options?: { reveal?: boolean }) => void;
}

/** Time for the inspector to open and the canvas to learn its new width. */
const SETTLED_MS = 90;

export function useSelection(snapshot: Snapshot, view: View): SelectionState {
  const [search, setSearch] = useAddress();
  const chosen = typeof search.select === "string" ? search.select : "";
  const selection = useMemo(() => findSelection(snapshot, chosen), [snapshot, chosen]);
  useKeptInSight(selection, view, snapshot);
  const select = useCallback<SelectionState["select"]>(
    (uid, options) => {
      const id = uid === null ? undefined : findSelection(snapshot, uid)?.id;
      setSearch((now) => ({ ...now, select: id }), { replace: true });
      if (uid === null || !options?.reveal) return;
      setTimeout(() => view.reveal(revealed(snapshot, uid)), SETTLED_MS);
    },
    [snapshot, setSearch, view],
  );
  return { selection, select };
}

/** What is selected stays in sight although the inspector takes a part of the canvas. */
function useKeptInSight(selection: Selection | null, view: View, snapshot: Snapshot): void {
  const first = useRef(true);
  const uid = selection?.uid ?? null;
  useEffect(() => {
    // The first view is fitted by the canvas itself.
    const starting = first.current;
    first.current = false;
    if (uid === null || starting) return;
    const timer = setTimeout(() => view.keepInSight(revealed(snapshot, uid)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [uid, view, snapshot]);
}
