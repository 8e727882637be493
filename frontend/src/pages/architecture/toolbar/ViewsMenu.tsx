/** The saved views of the drawing; the address names the one that was shown last. */
import type { SavedView } from "@/api/types";
import { SavedViewsMenu } from "@/entities/savedViews/SavedViewsMenu";
import { useSearchParams } from "@/ui/useSearchParams";
import type { EditorState } from "../editorState/editorState";
import { useSavedViews } from "../editorState/useSavedViews";
import toolbar from "./toolbar.module.css";

export function ViewsMenu({ editor }: { editor: EditorState }) {
  const saved = useSavedViews(editor);
  const [search, setSearch] = useSearchParams();
  const show = (view: SavedView): void => {
    void saved.show(view.document);
    setSearch((now) => ({ ...now, view: view.id }), { replace: true });
  };
  return (
    <SavedViewsMenu
      className={toolbar.button}
      page={{
        model: editor.model,
        kind: "drawing",
        shown: saved.shown,
        show,
        isCurrent: ({ id }) => search.view === id,
        linkTo: ({ id }) => `?view=${id}`,
      }}
    >
      <span className={toolbar.label}>Views</span>
    </SavedViewsMenu>
  );
}
