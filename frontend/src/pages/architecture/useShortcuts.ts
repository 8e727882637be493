/** Registers the keys of every editor action while the editor is shown. */
import { useEffect, useRef } from "react";
import { shortcuts } from "@/ui/shortcuts";
import { EDITOR_ACTIONS } from "./actions";
import { PATH_ACTIONS } from "./actions/playPath";
import type { ActionTarget } from "./actions/types";

export function useShortcuts(editor: ActionTarget): void {
  const current = useRef(editor);
  useEffect(() => {
    current.current = editor;
  });
  const { canEdit } = editor.document;
  useEffect(() => {
    const usable = EDITOR_ACTIONS.filter((action) => canEdit || !action.edits);
    // Of the same keys the later ones count.
    const grouped = [
      ...usable.map((action) => ({ action, group: "Canvas" })),
      ...PATH_ACTIONS.map((action) => ({ action, group: "Attack path" })),
    ];
    const removers = grouped.flatMap(({ action, group }) =>
      action.keys.map((keys) =>
        shortcuts.add({
          keys,
          label: action.label,
          group,
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
