/** Registers the keys of every editor action while the editor is shown. */
import { useEffect, useRef } from "react";
import { shortcuts } from "@/ui/shortcuts";
import { EDITOR_ACTIONS } from "./actions";
import type { ActionTarget } from "./actions/types";

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
          inFields: action.inFields,
          when: action.applies && (() => action.applies?.(current.current) ?? true),
          run: () => action.run(current.current),
        }),
      ),
    );
    return () => {
      for (const remove of removers) remove();
    };
  }, [canEdit]);
}
