/** Registers the keys of every editor action while the editor is shown, and listens for what is pasted. */
import { useEffect, useRef } from "react";
import { isTyping, shortcuts } from "../ui/shortcuts";
import { EDITOR_ACTIONS } from "./actions";
import { isOnDrawing } from "./actions/chosen";
import { paste } from "./actions/paste";
import type { ActionTarget } from "./actions/types";
import { clipboard } from "./clipboard";

export function useShortcuts(editor: ActionTarget): void {
  const current = useRef(editor);
  useEffect(() => {
    current.current = editor;
  });
  const { canEdit } = editor.document;
  useEffect(() => {
    const usable = EDITOR_ACTIONS.filter((action) => canEdit || !action.edits);
    const removers = usable.flatMap((action) =>
      action.keys.map((keys) =>
        shortcuts.add({
          keys,
          label: action.label,
          group: "Canvas",
          when: action.applies && (() => action.applies?.(current.current) ?? true),
          run: () => action.run(current.current),
        }),
      ),
    );
    return () => {
      for (const remove of removers) remove();
    };
  }, [canEdit]);
  useEffect(() => {
    if (!canEdit) return;
    const onPaste = (event: ClipboardEvent): void => {
      if (isTyping(event.target) || !isOnDrawing()) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (paste(current.current, text) || paste(current.current, clipboard.own()))
        event.preventDefault();
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [canEdit]);
}
