/** Moves the view to the step of the attack path that is shown, or to the whole path; who follows sees what the leader sees. */
import { useEffect, useRef } from "react";
import { drawnUid } from "@/model/canvas/attackPathMarks";
import type { EditorState } from "./editorState";
import type { AttackPathShown } from "./useAttackPath";
import { uncover } from "./useDrawing";

/** The panel has opened and what was collapsed is drawn. */
const SETTLED_MS = 120;

/** The elements that the path passes; flows have no place of their own. */
export function pathUids(path: AttackPathShown | null): string[] {
  const steps = path?.drawnSteps ?? [];
  return [...new Set(steps.flatMap(({ source, target }) => [source, target]))];
}

export function useMoveViewToPath(editor: EditorState): void {
  const { path } = editor;
  const now = useRef(editor);
  useEffect(() => {
    now.current = editor;
  });
  const steps = path?.drawnSteps;
  const at = path?.at ?? 0;
  useEffect(() => {
    if (!steps || steps.length === 0 || now.current.leader) return;
    uncover(pathUids(now.current.path), now.current.tree, now.current);
  }, [steps]);
  useEffect(() => {
    if (!steps || steps.length === 0) return;
    const timer = setTimeout(() => {
      const { view, tree, drawn, leader } = now.current;
      if (leader) return;
      const shown = steps.filter((_, index) => at === 0 || index === at - 1);
      const uids = shown.flatMap(({ source, target }) => [source, target]);
      view.reveal(uids.flatMap((uid) => drawnUid({ tree, drawn }, uid) ?? []));
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [steps, at]);
}
