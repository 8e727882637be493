/** What is selected: one element, flow or relation, kept in the address so that a link leads to it, or several elements. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Snapshot } from "@/model/graph/snapshot";
import { useSearchParams } from "@/ui/useSearchParams";
import { findSelection, revealed, type Selection } from "./selection";
import type { View } from "./useCanvasView";

export interface SelectionState {
  /** The one thing that is selected; null when there are none or several. */
  selection: Selection | null;
  /** Select by uid of an element or flow; null clears. `reveal` also moves the view there. */
  select: (uid: string | null, options?: { reveal?: boolean }) => void;
  /** Uids of everything that is selected. */
  selected: readonly string[];
  selectMany: (uids: readonly string[]) => void;
}

/** Time for the inspector to open and the canvas to learn its new width. */
const SETTLED_MS = 90;

export function useSelection(snapshot: Snapshot, view: View): SelectionState {
  const [search, setSearch] = useSearchParams();
  const chosen = typeof search.select === "string" ? search.select : "";
  const selection = useMemo(() => findSelection(snapshot, chosen), [snapshot, chosen]);
  const [many, setMany] = useState<readonly string[]>(NONE);
  useKeptInSight(selection, view, snapshot);
  const now = useRef(snapshot);
  useEffect(() => {
    now.current = snapshot;
  });
  const select = useCallback<SelectionState["select"]>(
    (uid, options) => {
      setMany(NONE);
      // What was just drawn is not in the snapshot yet; its uid leads to it all the same.
      const id = uid === null ? undefined : (findSelection(now.current, uid)?.id ?? uid);
      setSearch((search) => ({ ...search, select: id }), { replace: true });
      if (uid === null || !options?.reveal) return;
      setTimeout(() => view.reveal(revealed(now.current, uid)), SETTLED_MS);
    },
    [setSearch, view],
  );
  const selectMany = useCallback(
    (uids: readonly string[]) => {
      if (uids.length < 2) {
        select(uids[0] ?? null);
        return;
      }
      setMany([...new Set(uids)]);
      setSearch((search) => ({ ...search, select: undefined }), { replace: true });
    },
    [select, setSearch],
  );
  const selected = useMemo(() => {
    if (many.length === 0) return selection ? [selection.uid] : NONE;
    const present = new Set(snapshot.elements.map((element) => element.uid));
    return many.filter((uid) => present.has(uid));
  }, [many, selection, snapshot]);
  return { selection: many.length > 0 ? null : selection, select, selected, selectMany };
}

const NONE: readonly string[] = [];

/** What is selected stays in sight although the inspector takes a part of the canvas. */
function useKeptInSight(selection: Selection | null, view: View, snapshot: Snapshot): void {
  const first = useRef(true);
  const uid = selection?.uid ?? null;
  const now = useRef(snapshot);
  useEffect(() => {
    now.current = snapshot;
  });
  useEffect(() => {
    // The first view is fitted by the canvas itself.
    const starting = first.current;
    first.current = false;
    if (uid === null || starting) return;
    const timer = setTimeout(() => view.keepInSight(revealed(now.current, uid)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [uid, view]);
}
