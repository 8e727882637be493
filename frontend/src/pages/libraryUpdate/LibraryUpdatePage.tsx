/** What the newest rule library changes about the model, before it is applied, or what it has changed. */
import { Button, Skeleton } from "@mantine/core";
import { IconBook2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { LibraryUpdate } from "@/api/types";
import { libraryUpdateQuery } from "@/entities/library/updateQueries";
import { useApplyLibrary } from "@/entities/library/useApplyLibrary";
import { updateText } from "@/model/labels/libraryUpdates";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { Page } from "@/ui/Page";
import { PageHeader } from "@/ui/PageHeader";
import { ChangeList } from "./ChangeList";
import classes from "./libraryUpdate.module.css";
import { NoPreview } from "./NoPreview";
import { UpdateSummary } from "./UpdateSummary";

/** How often the page asks whether the preview is there; nothing tells of one that failed. */
const PENDING_MS = 10_000;

export default function LibraryUpdatePage() {
  const { id, canEdit } = useModel();
  const query = useQuery({
    ...libraryUpdateQuery(id),
    refetchInterval: ({ state }) => (state.data?.state === "pending" ? PENDING_MS : false),
  });
  const update = query.data;
  const { apply, applying } = useApplyLibrary(update);
  const waits = update?.state === "waiting";
  return (
    <Page title="Rule library update">
      <PageHeader
        title="Rule library update"
        description={update && headline(update)}
        actions={
          waits &&
          canEdit && (
            <Button loading={applying} onClick={apply}>
              Apply to this model
            </Button>
          )
        }
      />
      {query.error && !update && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isPending && <Skeleton height={160} radius="md" aria-label="Reading the update" />}
      {update?.counts && (
        <>
          <div className={classes.state}>
            <UpdateSummary update={update} counts={update.counts} />
          </div>
          <ChangeList key={`${update.version} ${update.state}`} />
        </>
      )}
      {update?.state === "none" && (
        <EmptyState icon={<IconBook2 size={20} />} title="No update of the rule library">
          The model is analyzed by the rule library {update.version}. What a later one would change
          is listed here before it is applied.
        </EmptyState>
      )}
      {update && isWithoutPreview(update) && (
        <NoPreview key={update.job} update={update} canEdit={canEdit} />
      )}
    </Page>
  );
}

function isWithoutPreview({ state }: LibraryUpdate): boolean {
  return state === "pending" || state === "failed" || state === "canceled";
}

function headline(update: LibraryUpdate): string {
  if (!update.counts) return "";
  const text = updateText(update.counts) || "nothing to review";
  return update.state === "waiting"
    ? `Rule library ${update.version} is available: ${text}.`
    : `Rule library ${update.version} was applied: ${text}.`;
}
