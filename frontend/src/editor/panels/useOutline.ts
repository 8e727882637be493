/** Which branches of the outline are open and which row has the focus. */
import { useEffect, useMemo, useState } from "react";
import { initiallyOpen, type OutlineRow, outlineRows } from "../../model/outline";
import { ancestorsOf } from "../../model/snapshot";
import type { EditorState } from "../useEditor";

interface OutlineState {
  rows: OutlineRow[];
  focused: string | null;
  setFocused: (uid: string) => void;
  setOpen: (uid: string, open: boolean) => void;
}

export function useOutline({ tree, hidden, selection }: EditorState): OutlineState {
  const [open, setOpenSet] = useState(() => initiallyOpen(tree));
  const [active, setFocused] = useState<string | null>(null);
  const selected = selection?.type === "element" ? selection.uid : null;

  // What is selected on the canvas shows in the outline: the branches above it open.
  useEffect(() => {
    if (selected === null) return;
    const above = ancestorsOf(tree.byUid, selected);
    setOpenSet((now) => (above.every((uid) => now.has(uid)) ? now : new Set([...now, ...above])));
  }, [tree, selected]);

  const rows = useMemo(() => outlineRows(tree, open, hidden), [tree, open, hidden]);
  const setOpen = (uid: string, opened: boolean): void =>
    setOpenSet((now) => {
      const next = new Set(now);
      if (opened) next.add(uid);
      else next.delete(uid);
      return next;
    });
  const reachable = [active, selected].find((uid) => rows.some((row) => row.uid === uid));
  return { rows, focused: reachable ?? rows[0]?.uid ?? null, setFocused, setOpen };
}
