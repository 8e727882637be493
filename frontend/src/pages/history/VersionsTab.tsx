/** Named versions of the architecture, and how far it has moved from the approved one. */
import { IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { ListSkeleton } from "@/entities/history/ListSkeleton";
import { versionsQuery } from "@/entities/history/queries";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { DriftPanel } from "./DriftPanel";
import { VersionItem } from "./VersionItem";
import classes from "./versions.module.css";

export default function VersionsTab() {
  const { id } = useModel();
  const query = useQuery(versionsQuery(id));
  if (query.error && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <ListSkeleton />;
  if (query.data.count === 0) {
    return (
      <EmptyState icon={<IconBookmark size={20} />} title="No versions yet">
        Save a version before a review or a release. It can be compared with what comes later,
        approved as the baseline, and brought back.
      </EmptyState>
    );
  }
  return (
    <>
      <DriftPanel />
      <ul className={classes.list} aria-label="Versions">
        {query.data.results.map((version) => (
          <VersionItem key={version.id} version={version} />
        ))}
      </ul>
    </>
  );
}
