/** The saved views: a click shows one; below, what is shown now gets a name. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SavedView } from "@/api/types";
import { sortedViews } from "@/model/canvas/savedView";
import { ErrorState } from "@/ui/ErrorState";
import { useSearchParams } from "@/ui/useSearchParams";
import type { EditorState } from "../state/editorState";
import { viewsQuery } from "./queries";
import { SaveView } from "./SaveView";
import type { SavedViews } from "./useSavedViews";
import { useViewChanges } from "./useViewChanges";
import { ViewRow } from "./ViewRow";
import classes from "./views.module.css";

interface ViewListProps {
  editor: EditorState;
  saved: SavedViews;
  onDelete: (view: SavedView) => void;
  onClose: () => void;
}

export default function ViewList({ editor, saved, onDelete, onClose }: ViewListProps) {
  const { data, error, refetch } = useQuery(viewsQuery(editor.model));
  const changes = useViewChanges(editor.model);
  const [search, setSearch] = useSearchParams();
  const show = (view: SavedView) => {
    void saved.show(view.document);
    setSearch((now) => ({ ...now, view: view.id }), { replace: true });
    onClose();
  };
  return (
    <section aria-label="Views">
      <h2 className={classes.title}>Views</h2>
      {error && !data && <ErrorState error={error} size="compact" onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={32} m={12} />}
      {data?.results.length === 0 && (
        <p className={classes.nothing}>
          A view keeps what is in sight, the filters, the layers and the collapsed boundaries under
          a name.
        </p>
      )}
      <ul className={classes.list}>
        {sortedViews(data?.results ?? []).map((view) => (
          <ViewRow
            key={view.id}
            view={view}
            current={search.view === view.id}
            changes={changes}
            shown={saved.shown}
            onShow={() => show(view)}
            onDelete={() => onDelete(view)}
          />
        ))}
      </ul>
      <SaveView create={changes.create} shown={saved.shown} />
    </section>
  );
}
