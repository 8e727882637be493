/** Which branches of the outline are open and which row has the focus. */
import { useEffect, useMemo, useState } from "react";
import { initiallyOpen, type OutlineRow, outlineRows } from "@/model/canvas/outline";
import { ancestorsOf } from "@/model/graph/snapshot";
import type { EditorState } from "../editorState/editorState";

interface OutlineState {
  rows: OutlineRow[];
  focused: string | null;
  setFocused: (uid: string) => void;
  setOpen: (uid: string, open: boolean) => void;
}

export function useOutline({ tree, hidden, selection }: EditorState): OutlineState {
  // Branches are as they open by themselves, also those that are drawn later, until somebody turns them.
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setFocused] = useState<string | null>(null);
  const selected = selection?.type === "element" ? selection.uid : null;

  // What is selected on the canvas shows in the outline: the branches above it open.
  useEffect(() => {
    if (selected === null) return;
    const above = ancestorsOf(tree.byUid, selected);
    setTurned((now) =>
      above.every((uid) => now.get(uid) ?? false)
        ? now
        : new Map([...now, ...above.map((uid) => [uid, true] as const)]),
    );
  }, [tree, selected]);

  const open = useMemo(() => {
    const now = new Set(initiallyOpen(tree));
    for (const [uid, isOpen] of turned) {
      if (isOpen) now.add(uid);
      else now.delete(uid);
    }
    return now;
  }, [tree, turned]);
  const rows = useMemo(() => outlineRows(tree, open, hidden), [tree, open, hidden]);
  const setOpen = (uid: string, opened: boolean): void =>
    setTurned((now) => new Map(now).set(uid, opened));
  const reachable = [active, selected].find((uid) => rows.some((row) => row.uid === uid));
  return { rows, focused: reachable ?? rows[0]?.uid ?? null, setFocused, setOpen };
}
