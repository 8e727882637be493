/** Listens for what is pasted on the canvas while the editor is shown. */
import { useEffect, useRef, useState } from "react";
import { writing } from "@/ui/activeField";
import { isTyping } from "@/ui/shortcuts";
import { clipboard } from "./actions/clipboard";
import { paste } from "./actions/paste";
import { isOnDrawing } from "./actions/selectionQueries";
import type { ActionTarget } from "./actions/types";

export function usePasting(editor: ActionTarget): void {
  const current = useRef(editor);
  useEffect(() => {
    current.current = editor;
  });
  const [arrived, setArrived] = useState<readonly string[]>(NOTHING);
  const { canEdit } = editor.document;
  useEffect(() => {
    if (!canEdit) return;
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || !isOnDrawing() || writing.isStray(Date.now())) return;
      const coming = clipboard.coming();
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (coming) void coming.then((copied) => setArrived((earlier) => [...earlier, copied]));
      if (coming || paste(current.current, text) || paste(current.current, clipboard.own()))
        event.preventDefault();
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [canEdit]);
  // Pasted once the page shows what a cut has taken away, so nothing is put where that still seems to be.
  useEffect(() => {
    if (arrived.length === 0) return;
    setArrived(NOTHING);
    for (const text of arrived) paste(current.current, text);
  }, [arrived]);
}

const NOTHING: readonly string[] = [];
