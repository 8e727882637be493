/** Gives the focus to the row of the outline that is asked for, or to the one at its place where it is gone. */
import { type RefObject, useEffect, useRef } from "react";
import { useObservable } from "@/entities/drawing/CanvasContext";
import type { OutlineRow } from "@/model/canvas/outline";
import { ancestorsOf } from "@/model/graph/snapshot";
import type { EditorState } from "../editorState/editorState";

interface Rows {
  rows: readonly OutlineRow[];
  focused: string | null;
  setOpen: (uid: string, open: boolean) => void;
  focusRow: (uid: string) => void;
}

/** Returns what notes at which place the focus is. */
export function useRevealedRow(
  { parts, tree }: EditorState,
  { rows, focused, setOpen, focusRow }: Rows,
  scroller: RefObject<HTMLElement | null>,
): (index: number) => void {
  const place = useRef(0);
  const wanted = useObservable(parts.wantedRow);
  useEffect(() => {
    if (wanted === null) return;
    const shown = rows.some((row) => row.uid === wanted);
    const above = shown ? [] : ancestorsOf(tree.byUid, wanted);
    const closed = rows.find((row) => row.open === false && above.includes(row.uid));
    if (closed) {
      setOpen(closed.uid, true);
      return;
    }
    parts.wantedRow.set(null);
    const beside = rows[Math.min(place.current, rows.length - 1)]?.uid ?? null;
    const uid = shown ? wanted : wanted === "" ? focused : beside;
    if (uid !== null) focusRow(uid);
    else scroller.current?.focus();
  });
  return (index) => {
    place.current = index;
  };
}
