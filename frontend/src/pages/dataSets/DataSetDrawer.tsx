/** One data set beside the table: what is known of it, or the form to add it. */

import { useQuery } from "@tanstack/react-query";
import { allDataSetsQuery, dataSetQuery } from "@/entities/dataSets/queries";
import { Drawer } from "@/ui/Drawer";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { DataSetDetail } from "./DataSetDetail";
import { DataSetForm } from "./DataSetForm";
import { DataSetSkeleton } from "./DataSetSkeleton";
import { EMPTY_DRAFT } from "./dataSetDraft";

interface DataSetDrawerProps {
  model: string;
  /** The uid of a data set, or "new". */
  open: string;
  onOpen: (uid: string) => void;
  onClose: () => void;
}

export default function DataSetDrawer({ model, open, onOpen, onClose }: DataSetDrawerProps) {
  const adding = open === "new";
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={adding ? "Add a data set" : "Data set"}
    >
      {adding ? (
        <DataSetForm
          initial={EMPTY_DRAFT}
          onDone={(saved) => (saved ? onOpen(saved.uid) : onClose())}
        />
      ) : (
        <Body model={model} uid={open} onClose={onClose} key={open} />
      )}
    </Drawer>
  );
}

/** The address names a data set by its uid, which people can read; the server knows it by its id. */
function Body({ model, uid, onClose }: { model: string; uid: string; onClose: () => void }) {
  const all = useQuery(allDataSetsQuery(model));
  const id = all.data?.results.find((one) => one.uid === uid)?.id;
  const query = useQuery({ ...dataSetQuery(model, id ?? ""), enabled: id !== undefined });
  const error = all.error ?? query.error;
  if (query.data) return <DataSetDetail dataSet={query.data} onDeleted={onClose} />;
  if (error) {
    const retry = () => void (all.error ? all.refetch() : query.refetch());
    return <ErrorState error={error} size="compact" onRetry={retry} />;
  }
  if (all.data && !all.isPlaceholderData && !all.isFetching && id === undefined) {
    return (
      <EmptyState size="compact" title="This data set was deleted">
        It was deleted, or the link to it is wrong.
      </EmptyState>
    );
  }
  return <DataSetSkeleton />;
}
