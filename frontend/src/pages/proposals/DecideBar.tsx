/** One decision about all proposals that are selected. */
import { Button } from "@mantine/core";
import type { Proposal } from "@/api/types";
import { SelectionBar } from "@/ui/SelectionBar";
import type { RowSelectionControl } from "@/ui/useRowSelection";
import type { Decision } from "./decision";

interface DecideBarProps {
  selection: RowSelectionControl<Proposal>;
  onDecide: (decision: Decision) => void;
}

export function DecideBar({ selection, onDecide }: DecideBarProps) {
  return (
    <SelectionBar
      label="Selected proposals"
      count={selection.chosen.length}
      onClear={selection.clear}
    >
      <Button size="compact-sm" title="Accept (A)" onClick={() => onDecide("accept")}>
        Accept
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        title="Reject (R)"
        onClick={() => onDecide("reject")}
      >
        Reject
      </Button>
    </SelectionBar>
  );
}
