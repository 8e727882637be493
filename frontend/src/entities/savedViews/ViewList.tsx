/** The saved views: a click shows one; below, what is shown now gets a name. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { SavedView } from "@/api/types";
import { ErrorState } from "@/ui/ErrorState";
import { viewsQuery } from "./queries";
import { SaveView } from "./SaveView";
import { useViewChanges } from "./useViewChanges";
import { ViewRow } from "./ViewRow";
import type { ViewedPage } from "./viewedPage";
import { VIEW_KINDS } from "./viewKinds";
import { sortedViews } from "./viewSharing";
import classes from "./views.module.css";

interface ViewListProps {
  page: ViewedPage;
  onDelete: (view: SavedView) => void;
  onClose: () => void;
}

export default function ViewList({ page, onDelete, onClose }: ViewListProps) {
  const { data, error, refetch } = useQuery(viewsQuery(page.model, page.kind));
  const changes = useViewChanges(page.model);
  const { title, empty } = VIEW_KINDS[page.kind];
  const show = (view: SavedView) => {
    page.show(view);
    onClose();
  };
  return (
    <section aria-label={title}>
      <h2 className={classes.title}>{title}</h2>
      {error && !data && <ErrorState error={error} size="compact" onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={32} m={12} />}
      {data?.results.length === 0 && <p className={classes.nothing}>{empty}</p>}
      <ul className={classes.list}>
        {sortedViews(data?.results ?? []).map((view) => (
          <ViewRow
            key={view.id}
            view={view}
            page={page}
            changes={changes}
            onShow={() => show(view)}
            onDelete={() => onDelete(view)}
          />
        ))}
      </ul>
      <SaveView page={page} create={changes.create} />
    </section>
  );
}
