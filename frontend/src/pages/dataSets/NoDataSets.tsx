/** What the page says while the model has no data sets: why, and what to do next. */
import { Button } from "@mantine/core";
import { IconFileDatabase } from "@tabler/icons-react";
import { EmptyModel } from "@/entities/models/EmptyModel";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";

interface NoDataProps {
  /** How many places are suggested; null while that is being read. */
  suggested: number | null;
  onAdd: () => void;
}

export function NoDataSets({ suggested, onAdd }: NoDataProps) {
  const { row, canEdit } = useModel();
  const icon = <IconFileDatabase size={20} />;
  const add = canEdit && <Button onClick={onAdd}>Add data set</Button>;
  if (row?.element_count === 0) {
    return <EmptyModel>Data sets are assigned to elements and data flows.</EmptyModel>;
  }
  return (
    <EmptyState icon={icon} title="No data sets yet" action={add}>
      {suggested
        ? "Confirm what the names suggest, or describe the data in your own words."
        : "No name in this model hints at its data. Describe what it stores and where, so that rules can assess it."}
    </EmptyState>
  );
}
