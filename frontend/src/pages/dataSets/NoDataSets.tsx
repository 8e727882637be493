/** What the page says while the model has no data sets: why, and what to do next. */
import { Button } from "@mantine/core";
import { IconFileDatabase } from "@tabler/icons-react";
import { useModel } from "@/session/useModel";
import { EmptyState } from "@/ui/EmptyState";
import { LinkButton } from "@/ui/LinkButton";

interface NoDataProps {
  /** How many places are suggested; null while that is being read. */
  suggested: number | null;
  onAdd: () => void;
}

export function NoDataSets({ suggested, onAdd }: NoDataProps) {
  const { id, row, canEdit } = useModel();
  const icon = <IconFileDatabase size={20} />;
  const add = canEdit && <Button onClick={onAdd}>Add data set</Button>;
  if (row?.element_count === 0) {
    return (
      <EmptyState
        icon={icon}
        title="Nothing here holds data yet"
        action={
          <LinkButton to="/m/$model/imports" params={{ model: id }}>
            Import files
          </LinkButton>
        }
      >
        Data sets lie on the elements and flows of the architecture, and this model has none so far.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title="No data sets yet" action={add}>
      {suggested
        ? "Confirm what the names suggest, or describe the data in your own words."
        : "No name in this model hints at its data. Describe what it stores and where, so that rules can assess it."}
    </EmptyState>
  );
}
