/** The saved views: a click shows one; below, what is shown now gets a name. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { SavedView } from "../../api/types";
import { sortedViews } from "../../model/savedView";
import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { ErrorState } from "../../ui/ErrorState";
import { useAddress } from "../../ui/useAddress";
import type { EditorState } from "../useEditor";
import { viewsQuery } from "./queries";
import { SaveView } from "./SaveView";
import type { SavedViews } from "./useSavedViews";
import { useViewChanges } from "./useViewChanges";
import { ViewRow } from "./ViewRow";
import classes from "./views.module.css";

interface ViewListProps {
  editor: EditorState;
  saved: SavedViews;
  onClose: () => void;
}

export default function ViewList({ editor, saved, onClose }: ViewListProps) {
  const { data, error, refetch } = useQuery(viewsQuery(editor.model));
  const changes = useViewChanges(editor.model);
  const [deleting, setDeleting] = useState<SavedView | null>(null);
  const [search, setSearch] = useAddress();
  const show = (view: SavedView) => {
    saved.show(view.document);
    setSearch((now) => ({ ...now, view: view.id }), { replace: true });
    onClose();
  };
  const remove = (view: SavedView) => {
    if (search.view === view.id) setSearch((now) => ({ ...now, view: undefined }));
    changes.remove.mutate(view, { onSettled: () => setDeleting(null) });
  };
  return (
    <section aria-label="Views">
      <h2 className={classes.title}>Views</h2>
      {error && !data && <ErrorState error={error} size="compact" onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={32} m={12} />}
      {data?.results.length === 0 && (
        <p className={classes.nothing}>
          A view keeps what is in sight, the layers and the folded boundaries under a name.
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
            onDelete={() => setDeleting(view)}
          />
        ))}
      </ul>
      <SaveView create={changes.create} shown={saved.shown} />
      <ConfirmDialog
        opened={deleting !== null}
        danger
        title={`Delete the view ${deleting?.name ?? ""}?`}
        confirmLabel="Delete view"
        pending={changes.remove.isPending}
        onClose={() => setDeleting(null)}
        onConfirm={() => deleting && remove(deleting)}
      >
        Links to it will lead to the drawing as a whole. The drawing itself stays as it is.
      </ConfirmDialog>
    </section>
  );
}
